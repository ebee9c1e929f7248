// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What doctor reads from the machine and how it says it. */
class MachineTest {
    @Test
    void tellsAUsedStartUpCacheFromAnUnfitOne() {
        List<String> options = List.of("-Xmx1g", "-XX:SharedArchiveFile=/a/jclip.jsa");
        assertEquals("in use: /a/jclip.jsa", JavaRuntime.startUpCache(options, "mixed mode, sharing"));
        assertTrue(JavaRuntime.startUpCache(options, "mixed mode").startsWith("not in use: /a/jclip.jsa "));
        assertTrue(JavaRuntime.startUpCache(List.of(), "mixed mode, sharing").startsWith("none"));
    }

    @Test
    void cacheFolderFollowsTheEnvironment(@TempDir Path folder) {
        assertEquals(
                folder.toString(),
                CacheFolder.ofEnvironment(Map.of("JCLIP_CACHE", folder.toString(), "XDG_CACHE_HOME", "/x"))
                        .path());
        assertEquals(
                folder.resolve("jclip").toString(),
                CacheFolder.ofEnvironment(Map.of("XDG_CACHE_HOME", folder.toString()))
                        .path());
        assertTrue(CacheFolder.ofEnvironment(Map.of()).path().endsWith(".cache/jclip"));
    }

    @Test
    void tornadoIsOptional(@TempDir Path folder) {
        assertFalse(TornadoSdk.ofEnvironment(Map.of()).found());
        assertFalse(TornadoSdk.ofEnvironment(Map.of("TORNADOVM_HOME", folder.resolve("no") + ""))
                .found());
        assertTrue(TornadoSdk.ofEnvironment(Map.of("TORNADOVM_HOME", folder.toString()))
                .found());
    }

    @Test
    void quantitiesReadWell() {
        assertEquals("1023 B", Quantities.bytes(1023));
        assertEquals("5.9 GiB", Quantities.bytes(6_320_816_128L));
        assertEquals("0:07", Quantities.duration(Duration.ofSeconds(7)));
        assertEquals("3:00:05", Quantities.duration(Duration.ofSeconds(3 * 3600 + 5)));
    }

    @Test
    void columnsLineUp() {
        assertEquals(
                List.of("a   bb", "cc  d   e"),
                new TextTable().row("a", "bb").row("cc", "d", "e").lines());
    }
}

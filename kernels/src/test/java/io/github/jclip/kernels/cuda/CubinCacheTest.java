// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CubinCacheTest {
    private static final byte[] CODE = {1, 2, 3, 4, 5};

    @TempDir
    private Path folder;

    private int compilations;

    private byte[] get(CubinCache cache, String key) {
        return cache.get(key, () -> {
            compilations++;
            return CODE;
        });
    }

    @Test
    void compilesOnceForEachKey() {
        Path deep = folder.resolve("a/b");
        assertArrayEquals(CODE, get(new CubinCache(deep), "source, sm_80"));
        assertArrayEquals(CODE, get(new CubinCache(deep), "source, sm_80"));
        assertEquals(1, compilations);
        get(new CubinCache(deep), "source, sm_90");
        assertEquals(2, compilations);
    }

    @Test
    void compilesAgainWhatIsDamaged() throws IOException {
        CubinCache cache = new CubinCache(folder);
        get(cache, "key");
        Path file = files().getFirst();
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i++) {
            byte[] flipped = good.clone();
            flipped[i] ^= 0x10;
            Files.write(file, flipped);
            assertArrayEquals(CODE, get(cache, "key"));
            Files.write(file, Arrays.copyOf(good, i));
            assertArrayEquals(CODE, get(cache, "key"));
        }
        assertEquals(1 + 2 * good.length, compilations);
        assertArrayEquals(good, Files.readAllBytes(file));
    }

    @Test
    void doesWithoutAFolder() throws IOException {
        CubinCache cache =
                new CubinCache(Files.writeString(folder.resolve("file"), "").resolve("cubins"));
        assertArrayEquals(CODE, get(cache, "key"));
        assertArrayEquals(CODE, get(cache, "key"));
        assertEquals(2, compilations);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}

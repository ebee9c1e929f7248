// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.taskres.run.RunDescription;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestFilesTest {
    private static final byte[] GIF = "GIF89a, or so it says".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private final Scope scope = Scope.ofGarbageCollected();

    private TestFiles of(String paths, int images) {
        byte[] bytes = paths.getBytes(StandardCharsets.UTF_8);
        Tensor tensor = scope.allocate(DType.U8, bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            tensor.setFlat(i, bytes[i] & 0xff);
        }
        Path file = folder.resolve("features.safetensors");
        SafetensorsWriter.write(file, Map.of("test_files", tensor), Map.of("images", folder.toString()));
        return TestFiles.of(features(file, images));
    }

    private static RunDescription.Features features(Path file, int images) {
        return new RunDescription.Features(
                file.toString(), "", "", null, "train", null, 1, null, 0, images, 1, List.of("cat"), 1, 100);
    }

    @Test
    void inlinesSmallPictures() throws IOException {
        Files.write(folder.resolve("ä.gif"), GIF);
        Files.write(folder.resolve("large.gif"), java.util.Arrays.copyOf(GIF, 1 << 17));
        Files.writeString(folder.resolve("secret.gif"), "not a picture at all");
        TestFiles files = of("ä.gif\nlarge.gif\nsecret.gif\nmissing.gif", 4);

        assertEquals(Optional.of("ä.gif"), files.name(0));
        assertTrue(files.picture(0).orElseThrow().startsWith("data:image/gif;base64,R0lGODlh"));
        for (int i = 1; i < 5; i++) {
            assertEquals(Optional.empty(), files.picture(i));
        }
        assertEquals(Optional.empty(), files.name(4));
    }

    @Test
    void saysWhyThereAreNoNames() throws IOException {
        assertTrue(of("a\nb", 3).note().contains("another number"));
        assertTrue(TestFiles.of(features(folder.resolve("gone"), 1)).note().contains("no longer"));
        Path damaged = Files.writeString(folder.resolve("damaged"), "?");
        assertTrue(TestFiles.of(features(damaged, 1)).note().contains("could not be read"));
    }
}

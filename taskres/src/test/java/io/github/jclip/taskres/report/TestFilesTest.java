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
import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestFilesTest {
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
    void inlinesPicturesSmall() throws IOException {
        write("small one.png", 40, 30);
        write("large.png", 1000, 500);
        Files.writeString(folder.resolve("secret.gif"), "not a picture at all");
        TestFiles files = of("small one.png\nlarge.png\nsecret.gif\nmissing.gif", 4);

        assertEquals(Optional.of("small one.png"), files.name(0));
        assertEquals(new Dimension(40, 30), size(files.picture(0).orElseThrow()));
        assertEquals(new Dimension(192, 96), size(files.picture(1).orElseThrow()));
        for (int i = 2; i < 5; i++) {
            assertEquals(Optional.empty(), files.picture(i));
        }
        assertEquals(Optional.empty(), files.name(4));
    }

    private void write(String name, int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }

    private static Dimension size(String address) throws IOException {
        String prefix = "data:image/jpeg;base64,";
        assertTrue(address.startsWith(prefix), address);
        byte[] jpeg = Base64.getDecoder().decode(address.substring(prefix.length()));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
        return new Dimension(image.getWidth(), image.getHeight());
    }

    @Test
    void saysWhyThereAreNoNames() throws IOException {
        assertTrue(of("a\nb", 3).note().contains("another number"));
        assertTrue(TestFiles.of(features(folder.resolve("gone"), 1)).note().contains("no longer"));
        Path damaged = Files.writeString(folder.resolve("damaged"), "?");
        assertTrue(TestFiles.of(features(damaged, 1)).note().contains("could not be read"));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.clip.image.BrokenImagePolicy;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.DelegatingDevice;
import io.github.jclip.tensor.OutOfDeviceMemoryException;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a device has too little memory for a batch, encoders take it in parts, and say so. */
class LittleMemoryTest {
    private static final int BATCH = 7;
    private static final Map<String, Tensor> WEIGHTS =
            TinyTowerConfigs.weights(TinyTowerConfigs.VIT, TinyTowerConfigs.VIT_RESOLUTION, Scope.ofGarbageCollected());

    /** The reference device, whose results do not depend on the batch, with so much memory. */
    private static final class SmallDevice extends DelegatingDevice {
        private long free = Long.MAX_VALUE;
        private long used;

        SmallDevice() {
            super(new ReferenceDevice());
        }

        @Override
        public Scope openScope() {
            Scope scope = super.openScope();
            return new Scope() {
                private long own;

                @Override
                public Tensor allocate(DType dtype, Shape shape) {
                    long bytes = shape.elementCount() * dtype.byteSize();
                    if (bytes > free) {
                        throw new OutOfDeviceMemoryException("small device", bytes, OptionalLong.of(free));
                    }
                    take(bytes);
                    return scope.allocate(dtype, shape);
                }

                private void take(long bytes) {
                    own += bytes;
                    used += bytes;
                    free -= bytes;
                }

                @Override
                public void close() {
                    take(-own);
                    scope.close();
                }
            };
        }
    }

    private final SmallDevice device = new SmallDevice();
    private final Scope scope = Scope.ofHost();
    private final List<String> notices = new ArrayList<>();

    @AfterEach
    void everythingIsGivenBack() {
        assertEquals(0, device.used);
        scope.close();
    }

    private ImageEncoder imageEncoder() {
        return new ImageEncoder(
                device,
                WEIGHTS::get,
                TinyTowerConfigs.VIT,
                TinyTowerConfigs.VIT_RESOLUTION,
                TinyTowerConfigs.SETTINGS,
                notices::add);
    }

    private TextEncoder textEncoder() {
        return new TextEncoder(device, WEIGHTS::get, TinyTowerConfigs.TEXT, TinyTowerConfigs.SETTINGS, notices::add);
    }

    private Tensor images() {
        int size = TinyTowerConfigs.VIT_RESOLUTION;
        Tensor images = scope.allocate(DType.F32, BATCH, 3, size, size);
        for (int i = 0; i < BATCH; i++) {
            images.slice(0, i, i + 1).copyFrom(FormulaWeights.image("image" + i, size, scope));
        }
        return images;
    }

    private Tensor result() {
        return scope.allocate(DType.F32, BATCH, TinyTowerConfigs.EMBEDDING_DIM);
    }

    @Test
    void imagesGoInParts() {
        Tensor images = images();
        Tensor whole = result();
        long needed;
        try (ImageEncoder encoder = imageEncoder()) {
            long weights = device.used;
            encoder.encode(images, whole);
            needed = device.used - weights;
        }
        assertTrue(notices.isEmpty());
        Tensor parts = result();
        try (ImageEncoder encoder = imageEncoder()) {
            device.free = needed / 3;
            encoder.encode(images, parts);
            assertArrayEquals(whole.toFloatArray(), parts.toFloatArray());
            assertEquals(2, notices.size());
            assertTrue(
                    notices.get(0)
                            .matches("small device has too little memory: [0-9,]+ bytes asked for, [0-9,]+ free; "
                                    + "going on with batches of 4 images"),
                    notices.get(0));
            assertTrue(notices.get(1).endsWith("batches of 2 images"), notices.get(1));
            encoder.encode(images, parts);
            assertEquals(2, notices.size());
        } finally {
            device.free = Long.MAX_VALUE;
        }
    }

    @Test
    void pixelsGoInParts(@TempDir Path folder) throws IOException {
        List<Path> files = photos(folder);
        Tensor whole = result();
        long needed;
        try (ImageEncoder encoder = imageEncoder();
                ImageBatches batches = preprocessed(files)) {
            long weights = device.used;
            assertTrue(batches.next());
            encoder.encode(batches.images(), whole);
            needed = device.used - weights;
        }
        Tensor pixels = result();
        try (ImageEncoder encoder = imageEncoder();
                ImageBatches batches = pixels(files)) {
            assertTrue(batches.next());
            encoder.start(batches.pixels().orElseThrow(), pixels, _ -> {}).await();
            assertArrayEquals(whole.toFloatArray(), pixels.toFloatArray());
            assertTrue(notices.isEmpty());
        }
        Tensor parts = result();
        try (ImageEncoder encoder = imageEncoder();
                ImageBatches batches = pixels(files)) {
            device.free = needed;
            assertTrue(batches.next());
            encoder.start(batches.pixels().orElseThrow(), parts, _ -> {}).await();
            assertArrayEquals(whole.toFloatArray(), parts.toFloatArray());
            assertTrue(notices.getLast().contains("going on with batches of "), notices::toString);
        } finally {
            device.free = Long.MAX_VALUE;
        }
    }

    private static List<Path> photos(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            BufferedImage image = new BufferedImage(20 + i, 31 - i, BufferedImage.TYPE_INT_RGB);
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(x, x % image.getHeight(), 0xffffff / (1 + x + i));
            }
            Path file = folder.resolve(i + ".png");
            ImageIO.write(image, "png", file.toFile());
            files.add(file);
        }
        return files;
    }

    private static ImageBatches preprocessed(List<Path> files) {
        Preprocessing preprocessing = Preprocessing.clip(TinyTowerConfigs.VIT_RESOLUTION);
        return ImageBatches.open(files, preprocessing, BATCH, 2, BrokenImagePolicy.FAIL, _ -> {});
    }

    private static ImageBatches pixels(List<Path> files) {
        Preprocessing preprocessing = Preprocessing.clip(TinyTowerConfigs.VIT_RESOLUTION);
        return ImageBatches.openPixels(files, preprocessing, BATCH, 2, BrokenImagePolicy.FAIL, _ -> {});
    }

    @Test
    void oneImageThatDoesNotFitIsAnError() {
        try (ImageEncoder encoder = imageEncoder()) {
            device.free = 100;
            OutOfDeviceMemoryException fault =
                    assertThrows(OutOfDeviceMemoryException.class, () -> encoder.encode(images(), result()));
            assertTrue(fault.getMessage().endsWith(" bytes asked for, 100 free"), fault.getMessage());
            assertFalse(fault.getMessage().contains("\n"));
            device.free = Long.MAX_VALUE;
            encoder.encode(images(), result());
        }
    }

    @Test
    void textsGoInParts() {
        int[][] texts = new int[BATCH][];
        for (int i = 0; i < BATCH; i++) {
            texts[i] = new int[] {9, i, 2, 10, 0, 0, 0};
        }
        Tensor whole = result();
        long needed;
        try (TextEncoder encoder = textEncoder()) {
            long weights = device.used;
            encoder.encode(texts, whole);
            needed = device.used - weights;
        }
        Tensor parts = result();
        try (TextEncoder encoder = textEncoder()) {
            device.free = needed / 3;
            encoder.encode(texts, parts);
            assertArrayEquals(whole.toFloatArray(), parts.toFloatArray());
            assertTrue(notices.getLast().endsWith("batches of 2 texts"), notices.getLast());
            device.free = 10;
            assertThrows(OutOfDeviceMemoryException.class, () -> encoder.encode(new int[][] {{9, 10}}, parts));
        } finally {
            device.free = Long.MAX_VALUE;
        }
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.ResizeCropNormalize;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a device makes of packed pixels is what the host makes of the images, bit for bit. */
class PixelMemoryTest {
    private static final int SIZE = 13;

    private final Scope scope = Scope.ofHost();
    private final CpuDevice device = new CpuDevice(2);

    @AfterEach
    void close() {
        device.close();
        scope.close();
    }

    private PixelBatch load(Preprocessing preprocessing, List<DecodedImage> images) {
        PixelMemory memory = new PixelMemory(
                preprocessing, (position, taker) -> taker.accept(images.get(position)), images.size(), scope);
        // What another batch has left behind.
        memory.load(0, images.size() - 1);
        memory.clear();
        for (int i = images.size() - 1; i >= 0; i--) {
            memory.load(i, i);
        }
        return memory.batch(images.size());
    }

    private Tensor preprocessed(PixelBatch batch) {
        int size = batch.preprocessing().size();
        Tensor y = scope.allocate(DType.F32, batch.images().size(), 3, size, size);
        device.execute(new ResizeCropNormalize(
                batch.pixels(), batch.table(scope), batch.preprocessing().levels(scope), y));
        return y;
    }

    private void assertAsOnTheHost(Preprocessing preprocessing, List<DecodedImage> images) {
        Tensor actual = preprocessed(load(preprocessing, images));
        Tensor expected = scope.allocate(DType.F32, 3, preprocessing.size(), preprocessing.size());
        for (int i = 0; i < images.size(); i++) {
            DecodedImage image = images.get(i);
            preprocessing.apply(image, expected);
            assertArrayEquals(
                    expected.toFloatArray(),
                    actual.select(0, i).toFloatArray(),
                    "%s of %d x %d".formatted(image.mode(), image.width(), image.height()));
        }
    }

    private static List<DecodedImage> ofEveryMode(int width, int height, int seed) {
        List<DecodedImage> images = new ArrayList<>();
        for (PixelMode mode : PixelMode.values()) {
            images.add(
                    switch (mode) {
                        case PALETTE -> palette(width, height, seed);
                        case GRAY16 -> sixteenBits(width, height, seed);
                        default -> TestImages.noise(mode, width, height, seed);
                    });
        }
        return images;
    }

    private static PaletteImage palette(int width, int height, int seed) {
        byte[] colours = new byte[3 * 256];
        new Random(seed).nextBytes(colours);
        return new PaletteImage(
                width,
                height,
                TestImages.noise(PixelMode.GRAY, width, height, seed).samples(),
                colours);
    }

    private static SixteenBitImage sixteenBits(int width, int height, int seed) {
        Random random = new Random(seed);
        short[] samples = new short[width * height];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) random.nextInt(400);
        }
        return new SixteenBitImage(width, height, samples);
    }

    @ParameterizedTest
    @EnumSource(Preprocessing.Order.class)
    void everyModeInAnySize(Preprocessing.Order order) {
        int[][] sizes = {{1, 1}, {1, 40}, {40, 1}, {SIZE, SIZE}, {19, SIZE}, {7, 5}, {61, 90}, {2, 300}, {300, 2}};
        List<DecodedImage> images = new ArrayList<>();
        for (int[] size : sizes) {
            images.addAll(ofEveryMode(size[0], size[1], images.size()));
        }
        assertAsOnTheHost(Preprocessing.clip(SIZE).with(order), images);
    }

    @Test
    void largePhotosAreShrunkOnTheHost() {
        List<DecodedImage> images = List.of(
                TestImages.noise(PixelMode.RGB, 640, 480, 1),
                TestImages.noise(PixelMode.RGB, 700, 640, 2),
                TestImages.noise(PixelMode.GRAY, 1000, 900, 3),
                TestImages.noise(PixelMode.RGB, 3000, 300, 4));
        Preprocessing preprocessing = Preprocessing.clip(64);
        PixelBatch batch = load(preprocessing, images);
        int square = 3 * 64 * 64;
        assertEquals(3 * 480 * 480, batch.images().get(0).extent(), 3 * 480 * 40);
        assertEquals(square, batch.images().get(1).extent());
        assertEquals(900 * 900, batch.images().get(2).extent(), 900 * 70);
        assertEquals(3 * 300 * 300, batch.images().get(3).extent(), 3 * 300 * 25);
        assertAsOnTheHost(preprocessing, images);
    }

    @Test
    void aPartHasItsOwnPixels() {
        List<DecodedImage> images = ofEveryMode(30, 41, 7);
        PixelBatch batch = load(Preprocessing.dassl(SIZE), images);
        Tensor whole = preprocessed(batch);
        PixelBatch part = batch.part(2, 5);
        assertTrue(part.pixels().dim(0) < batch.pixels().dim(0));
        assertArrayEquals(
                whole.slice(0, 2, 5).toFloatArray(), preprocessed(part).toFloatArray());
    }

    @Test
    void aBatchThatNoTensorHoldsIsRefused() {
        BadInputException refused = assertThrows(
                BadInputException.class, () -> new PixelMemory(Preprocessing.clip(1000), (_, _) -> {}, 1000, scope));
        assertEquals(
                "1000 images of 1000 x 1000 pixels are too large a batch for a device to preprocess; take at most 715",
                refused.getMessage());
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.clip.image.PixelBatch;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.clip.image.PreprocessingPlace;
import io.github.jclip.clip.tower.ImageEncoder;
import io.github.jclip.clip.tower.TowerSettings;
import io.github.jclip.kernels.cuda.EmulatedGpu;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.OutOfDeviceMemoryException;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.resample.BicubicWeights;
import io.github.jclip.tensor.resample.FixedPointWeights;
import io.github.jclip.tensor.resample.PlacedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A GPU that has no memory left at one moment or another, while a tower is loaded and embeds images. */
class LittleGpuMemoryTest {
    private static final int RESOLUTION = 16;
    private static final int IMAGES = 4;

    /** What the emulated GPU has, unless a test says otherwise. */
    private static final long MEMORY = 1L << 30;

    private static final ClipConfig CONFIG = new ClipConfig(
            8,
            RESOLUTION,
            new VitConfig(16, 1, 2, 8),
            new TextConfig(8, 20, 16, 2, 1),
            Activation.QUICK_GELU,
            ClipConfig.DEFAULT_LAYER_NORM_EPSILON,
            PreprocessingConfig.OPENAI,
            Optional.empty());

    private final Scope scope = Scope.ofHost();
    private final Map<String, Tensor> weights = FormulaWeights.of(CONFIG, "", scope);
    private final List<String> notices = new ArrayList<>();
    private final EmulatedGpu gpu = EmulatedGpu.fresh();

    @AfterEach
    void close() {
        scope.close();
    }

    /** Loading fails with one line, embedding goes on with half the batch; nothing is left behind either way. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whicheverAllocationFails(boolean asPixels) {
        long toOpen;
        long toLoad;
        float[] expected;
        try (Device device = gpu.open(Precision.F32)) {
            toOpen = gpu.allocations();
            try (ImageEncoder encoder = encoder(device)) {
                toLoad = gpu.allocations();
                expected = asPixels ? embedPixels(encoder) : embed(encoder);
            }
        }
        long all = gpu.allocations();
        assertTrue(notices.isEmpty() && toOpen < toLoad && toLoad < all, notices::toString);
        int halved = 0;
        for (int n = 1; n <= all - toOpen; n++) {
            notices.clear();
            boolean loads = n <= toLoad - toOpen;
            assertEquals(
                    !loads, embedsWithout(n, asPixels, expected), () -> "without an allocation, notices " + notices);
            halved += notices.size();
        }
        assertTrue(halved > 0);
    }

    /** Whether the images are embedded although an allocation fails. */
    private boolean embedsWithout(int n, boolean asPixels, float[] expected) {
        try (Device device = gpu.open(Precision.F32)) {
            gpu.failAllocation(n);
            try (ImageEncoder encoder = encoder(device)) {
                assertArrayEquals(expected, asPixels ? embedPixels(encoder) : embed(encoder));
            }
            assertTrue(notices.getFirst().endsWith("going on with batches of 2 images"), notices::toString);
            return true;
        } catch (OutOfDeviceMemoryException e) {
            assertTrue(e.getMessage().contains("bytes asked for"), e.getMessage());
            return false;
        } finally {
            gpu.assertNoLeaks();
        }
    }

    /** With just enough memory for a batch and the head-room, that batch is chosen and embedded at once, and no larger one is. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "BF16"})
    void theBatchThatIsChosenFits(Precision precision) {
        try (Device device = gpu.open(precision);
                ImageEncoder encoder = encoder(device)) {
            long weights = MEMORY - device.freeMemory().orElseThrow();
            long bytes = encoder.bytesFor(IMAGES, PreprocessingPlace.HOST);
            long free = bytes * 8 / 7 + 1;
            gpu.setMemory(weights + free);
            assertEquals(
                    Optional.of(new ImageEncoder.FittingBatch(IMAGES, bytes, free)),
                    encoder.fittingBatch(16 * IMAGES, PreprocessingPlace.HOST));
            embed(encoder, IMAGES);
            assertEquals(List.of(), notices);
            embed(encoder, 2 * IMAGES);
            assertEquals(1, notices.size(), notices::toString);
        }
        gpu.assertNoLeaks();
    }

    private ImageEncoder encoder(Device device) {
        TowerSettings settings = new TowerSettings(CONFIG.activation(), CONFIG.layerNormEpsilon());
        return new ImageEncoder(device, weights::get, CONFIG.vision(), RESOLUTION, settings, notices::add);
    }

    private float[] embed(ImageEncoder encoder) {
        return embed(encoder, IMAGES);
    }

    private float[] embed(ImageEncoder encoder, int count) {
        Tensor images = scope.allocate(DType.F32, count, 3, RESOLUTION, RESOLUTION);
        for (int i = 0; i < count; i++) {
            images.slice(0, i, i + 1).copyFrom(FormulaWeights.image("image" + i, RESOLUTION, scope));
        }
        Tensor result = scope.allocate(DType.F32, count, CONFIG.embeddingDim());
        encoder.encode(images, result);
        return result.toFloatArray();
    }

    private float[] embedPixels(ImageEncoder encoder) {
        int width = 20;
        int bytes = 3 * width * (RESOLUTION + 1);
        FixedPointWeights columns =
                BicubicWeights.of(width, RESOLUTION + 2, 1, RESOLUTION + 1).fixedPoint();
        FixedPointWeights rows =
                BicubicWeights.of(RESOLUTION + 1, RESOLUTION, 0, RESOLUTION).fixedPoint();
        Tensor pixels = scope.allocate(DType.U8, IMAGES * bytes);
        for (int i = 0; i < pixels.dim(0); i++) {
            pixels.setFlat(i, i * 37 % 251);
        }
        List<PlacedImage> images = IntStream.range(0, IMAGES)
                .mapToObj(i -> new PlacedImage(i * bytes, 3 * width, 3, columns, rows))
                .toList();
        Tensor result = scope.allocate(DType.F32, IMAGES, CONFIG.embeddingDim());
        encoder.start(new PixelBatch(pixels, images, Preprocessing.clip(RESOLUTION)), result, _ -> {})
                .await();
        return result.toFloatArray();
    }
}

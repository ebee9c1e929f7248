// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.image.BrokenImagePolicy;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.kernels.cuda.EmulatedGpu;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Devices;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tests.support.Photos;
import io.github.jclip.tests.support.TinyModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Embeddings of files whose preprocessing is left to a device are those of files that the host preprocesses, bit for bit. */
class DevicePreprocessingTest {
    @TempDir
    private static Path folder;

    private static Path model;
    private static final List<Path> FILES = new ArrayList<>();

    @BeforeAll
    static void layOut() throws IOException {
        model = TinyModel.make(folder.resolve("model"));
        FILES.addAll(Photos.draw(folder));
        FILES.add(Photos.draw(folder.resolve("opaque.png"), 90, 61, BufferedImage.TYPE_INT_ARGB));
        FILES.add(Photos.draw(folder.resolve("indexed.gif"), 77, 120, BufferedImage.TYPE_BYTE_INDEXED));
        FILES.add(Photos.draw(folder.resolve("large.png"), 800, 900, BufferedImage.TYPE_INT_RGB));
        FILES.add(Photos.draw(folder.resolve("wide.png"), 640, 3, BufferedImage.TYPE_INT_RGB));
        FILES.add(Photos.draw(folder.resolve("tall.png"), 3, 640, BufferedImage.TYPE_INT_RGB));
    }

    @Test
    void onTheCpu() {
        try (Device device = Devices.open("cpu");
                Clip clip = Clip.open(model, device)) {
            assertSameEmbeddings(clip);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Precision.class)
    void onAnEmulatedGpu(Precision precision) {
        EmulatedGpu gpu = EmulatedGpu.fresh();
        try (Device device = gpu.open(precision);
                Clip clip = Clip.open(model, device)) {
            assertSameEmbeddings(clip);
        }
        gpu.assertNoLeaks();
    }

    private static void assertSameEmbeddings(Clip clip) {
        Preprocessing preprocessing = clip.preprocessing();
        List<float[]> expected =
                embeddings(clip, ImageBatches.open(FILES, preprocessing, 2, 2, BrokenImagePolicy.FAIL, _ -> {}));
        List<float[]> actual =
                embeddings(clip, ImageBatches.openPixels(FILES, preprocessing, 2, 2, BrokenImagePolicy.FAIL, _ -> {}));
        assertEquals(FILES.size(), expected.size());
        assertTrue(expected.getFirst()[0] != expected.getLast()[0]);
        for (int i = 0; i < FILES.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), FILES.get(i).toString());
        }
    }

    private static List<float[]> embeddings(Clip clip, ImageBatches opened) {
        List<float[]> embeddings = new ArrayList<>();
        try (ImageBatches batches = opened) {
            clip.encodeImages(batches, (files, _, batch) -> {
                for (int i = 0; i < files.size(); i++) {
                    embeddings.add(batch.select(0, i).toFloatArray());
                }
            });
        }
        return embeddings;
    }
}

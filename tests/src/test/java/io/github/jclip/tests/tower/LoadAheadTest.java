// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.tower;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.jclip.clip.Clip;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tests.support.TinyModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Towers that were loaded in the background are the same towers. */
class LoadAheadTest {
    private static final List<String> CAPTIONS = List.of("a cat", "a photo of a dog");

    @TempDir
    private static Path folder;

    private static Path model;

    @BeforeAll
    static void makeModel() {
        model = TinyModel.make(folder.resolve("model"));
    }

    private static float[] embeddings(boolean ahead) {
        try (CpuDevice device = new CpuDevice(2);
                Scope scope = Scope.ofHost();
                Clip clip = Clip.open(model, device)) {
            if (ahead) {
                clip.loadAhead();
            }
            int size = clip.config().imageResolution();
            float[] texts = clip.encodeTexts(CAPTIONS, scope).toFloatArray();
            float[] images = clip.encodeImages(scope.allocate(DType.F32, 1, 3, size, size), scope)
                    .toFloatArray();
            float[] all = new float[texts.length + images.length];
            System.arraycopy(texts, 0, all, 0, texts.length);
            System.arraycopy(images, 0, all, texts.length, images.length);
            return all;
        }
    }

    @Test
    void embeddingsAreEqual() {
        assertArrayEquals(embeddings(false), embeddings(true));
    }

    @Test
    void aModelMayBeClosedWhileItLoads() {
        for (int i = 0; i < 20; i++) {
            try (CpuDevice device = new CpuDevice(2);
                    Clip clip = Clip.open(model, device)) {
                clip.loadAhead();
            }
        }
    }
}

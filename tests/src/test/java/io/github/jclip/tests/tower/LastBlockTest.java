// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.tower;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.tower.Program;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The last block is computed for one token of each sequence, or for all where a listener sees them: the same bits. */
class LastBlockTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9})
    void pooledImagesHaveTheSameBits(int batch) {
        try (CpuDevice device = new CpuDevice(2);
                Scope scope = Scope.ofHost();
                TinyTowers towers = TinyTowers.load(device, scope)) {
            Tensor images = TinyTowers.images(batch, scope);
            Tensor pooled = scope.allocate(DType.F32, batch, TinyTowers.EMBEDDING_DIM);
            Tensor complete = scope.allocate(DType.F32, batch, TinyTowers.EMBEDDING_DIM);
            Set<String> stages = new HashSet<>();
            towers.images().encode(images, pooled);
            towers.images().encode(images, complete, listener(stages));
            assertTrue(stages.contains("visual.block2"), stages::toString);
            assertArrayEquals(complete.toFloatArray(), pooled.toFloatArray());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9, 70})
    void pooledTextsHaveTheSameBits(int count) {
        try (CpuDevice device = new CpuDevice(2);
                Scope scope = Scope.ofHost();
                TinyTowers towers = TinyTowers.load(device, scope)) {
            int[][] texts = TinyTowers.texts(count, 40);
            Tensor pooled = scope.allocate(DType.F32, count, TinyTowers.EMBEDDING_DIM);
            Tensor complete = scope.allocate(DType.F32, count, TinyTowers.EMBEDDING_DIM);
            Set<String> stages = new HashSet<>();
            towers.texts().encode(texts, pooled);
            towers.texts().encode(texts, complete, listener(stages));
            assertTrue(stages.contains("text.block2"), stages::toString);
            assertArrayEquals(complete.toFloatArray(), pooled.toFloatArray());
        }
    }

    private static Program.StageListener listener(Set<String> stages) {
        return (stage, _) -> stages.add(stage);
    }
}

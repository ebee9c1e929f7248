// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.jclip.tensor.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightShapesTest {

    /** Counts of OpenAI's modules as PyTorch gives them. */
    @ParameterizedTest
    @CsvSource({
        "RN50, 102007137, 63690241",
        "RN101, 119688033, 63428097",
        "RN50x4, 178300601, 91163521",
        "RN50x16, 290979217, 123650305",
        "RN50x64, 623258305, 202877953",
        "ViT-B/32, 151277313, 63428097",
        "ViT-B/16, 149620737, 63428097",
        "ViT-L/14, 427616513, 123650305",
        "ViT-L/14@336px, 427944193, 123650305"
    })
    void everyArchitectureHasItsNumberOfParameters(String name, long total, long text) {
        ClipConfig config = KnownArchitecture.named(name).orElseThrow().config();
        long[] counts = new long[2];
        WeightShapes.of(config).forEach((tensor, shape) -> {
            if (!tensor.contains("running_")) {
                counts[0] += shape.elementCount();
                counts[1] += tensor.startsWith("visual.") ? 0 : shape.elementCount();
            }
        });
        assertEquals(total, counts[0]);
        assertEquals(text, counts[1]);
    }

    /** Entries of a state dict, of which one for each batch norm is a counter that is not a weight. */
    @ParameterizedTest
    @CsvSource({
        "RN50, 489",
        "RN101, 795",
        "RN50x4, 669",
        "RN50x16, 921",
        "RN50x64, 1353",
        "ViT-B/32, 302",
        "ViT-L/14, 446"
    })
    void everyArchitectureHasItsNumberOfTensors(String name, long entries) {
        ClipConfig config = KnownArchitecture.named(name).orElseThrow().config();
        long tensors = WeightShapes.of(config).size();
        long batchNorms = WeightShapes.of(config).keySet().stream()
                .filter(tensor -> tensor.endsWith("running_mean"))
                .count();
        assertEquals(entries, tensors + batchNorms);
    }

    @ParameterizedTest
    @CsvSource({"RN50, 50", "RN50x4, 82", "RN50x16, 145", "RN50x64, 197"})
    void poolsOverTheLastFeatureMap(String name, int positions) {
        ClipConfig config = KnownArchitecture.named(name).orElseThrow().config();
        int columns = 32 * config.vision().width();
        assertEquals(Shape.of(positions, columns), WeightShapes.of(config).get("visual.attnpool.positional_embedding"));
    }
}

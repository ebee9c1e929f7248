// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/** A made-up features file of usual size, for {@link WarmUpCommand}: noise around one centre for each class. */
final class WarmUpFeatures {
    private static final int CLASSES = 48;
    private static final int SHOTS = 16;
    private static final int EMBEDDING_DIM = 512;

    private WarmUpFeatures() {}

    static void write(Path file) {
        List<String> names =
                IntStream.range(0, CLASSES).mapToObj(k -> "class " + k).toList();
        try (Scope scope = Scope.ofHost()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put("text", embeddings(scope, 1, DType.F32));
            for (String split : List.of("train_16shot", "test")) {
                tensors.put(split, embeddings(scope, SHOTS, DType.F16));
                int[] labels = IntStream.range(0, CLASSES * SHOTS)
                        .map(row -> row / SHOTS)
                        .toArray();
                tensors.put(split + "_labels", Tensor.ofInts(scope, labels, labels.length));
            }
            SafetensorsWriter.write(
                    file, tensors, Map.of("classes", JsonMapper.shared().writeValueAsString(names)));
        }
    }

    private static Tensor embeddings(Scope scope, int perClass, DType type) {
        Tensor rows = scope.allocate(type, CLASSES * perClass, EMBEDDING_DIM);
        Random noise = new Random(1);
        for (int row = 0; row < rows.dim(0); row++) {
            Random centre = new Random(row / perClass);
            for (int c = 0; c < EMBEDDING_DIM; c++) {
                rows.set(centre.nextGaussian() + noise.nextGaussian(), row, c);
            }
        }
        return rows;
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.bench.lab.FormulaModel;
import io.github.jclip.clip.tower.ImageEncoder;
import io.github.jclip.clip.tower.TextEncoder;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Every stage of a tower on a device, then its embeddings as users get them. */
final class TowerStages {
    private final DepthGauge device;
    private final List<Stage> stages = new ArrayList<>();

    private TowerStages(Device device) {
        this.device = new DepthGauge(device);
    }

    static List<Stage> ofImages(Device device, FormulaModel input, Map<String, Tensor> weights) {
        TowerStages tower = new TowerStages(device);
        try (Scope scope = Scope.ofHost();
                ImageEncoder encoder = input.imageEncoder(tower.device, weights)) {
            Tensor images = input.images(scope);
            return tower.record(
                    images.dim(0),
                    encoder.embeddingDim(),
                    result -> encoder.encode(images, result, tower::add),
                    result -> encoder.encode(images, result));
        }
    }

    static List<Stage> ofTexts(Device device, FormulaModel input, Map<String, Tensor> weights) {
        TowerStages tower = new TowerStages(device);
        int[][] texts = input.texts();
        try (TextEncoder encoder = input.textEncoder(tower.device, weights)) {
            return tower.record(
                    texts.length,
                    encoder.embeddingDim(),
                    result -> encoder.encode(texts, result, tower::add),
                    result -> encoder.encode(texts, result));
        }
    }

    private List<Stage> record(int rows, int width, Consumer<Tensor> encodeShowing, Consumer<Tensor> encode) {
        try (Scope scope = Scope.ofHost()) {
            Tensor embeddings = scope.allocate(DType.F32, rows, width);
            encodeShowing.accept(embeddings);
            int ops = device.ops();
            // Twice: what a device prepares for a shape is used from the second run on.
            encode.accept(embeddings);
            encode.accept(embeddings);
            stages.add(new Stage(TowerResult.EMBEDDINGS, ops, device.longestSum(), embeddings.toFloatArray()));
            return stages;
        }
    }

    private void add(String name, Tensor value) {
        try (Scope scope = Scope.ofHost()) {
            Tensor host = scope.allocate(value.dtype(), value.shape());
            device.copy(value, host);
            device.synchronize();
            stages.add(new Stage(name, device.ops(), device.longestSum(), host.toFloatArray()));
        }
    }
}

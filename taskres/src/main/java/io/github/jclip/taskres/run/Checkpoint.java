// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.train.TaskResidual;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.optim.Optimizer;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A trained residual in a safetensors file: {@code base_text_features} and {@code text_feature_residuals} [K, E] as the
 * original names them, and the optimiser's state under {@code optimizer.}; metadata epoch and steps.
 */
final class Checkpoint {
    static final String BASE = "base_text_features";
    static final String RESIDUAL = "text_feature_residuals";
    private static final String OPTIMIZER = "optimizer.";

    private Checkpoint() {}

    static void write(Path file, Device device, TaskResidual method, Optimizer optimizer, int epoch) {
        try (Scope host = Scope.ofHost()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put(BASE, onHost(device, host, method.base()));
            tensors.put(RESIDUAL, onHost(device, host, method.residual()));
            optimizer.state().forEach((name, state) -> tensors.put(OPTIMIZER + name, onHost(device, host, state)));
            device.synchronize();
            SafetensorsWriter.write(
                    file, tensors, Map.of("epoch", String.valueOf(epoch), "steps", String.valueOf(optimizer.steps())));
        }
    }

    private static Tensor onHost(Device device, Scope host, Tensor tensor) {
        if (tensor.isHost()) {
            return tensor;
        }
        Tensor copy = host.allocate(tensor.dtype(), tensor.shape());
        device.copy(tensor, copy);
        return copy;
    }

    /**
     * A tensor of a checkpoint, checked against the shape it must have.
     *
     * @throws BadInputException if it is missing or does not fit
     */
    static Tensor tensor(Safetensors file, String name, int classes, int embeddingDim) {
        Tensor tensor = file.tensor(name);
        if (!tensor.dtype().isFloating()
                || tensor.rank() != 2
                || tensor.dim(0) != classes
                || tensor.dim(1) != embeddingDim) {
            throw new BadInputException(Excerpt.line("%s: '%s' is %s, expected floating [%d, %d]; tune again"
                    .formatted(file.file(), name, tensor, classes, embeddingDim)));
        }
        return tensor;
    }
}

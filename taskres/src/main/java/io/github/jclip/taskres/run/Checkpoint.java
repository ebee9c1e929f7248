// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.method.Fitted;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A fitted classifier in a safetensors file: its tensors by the names that the method's original gives them, and the
 * optimiser's state under {@code optimizer.}; metadata epoch and steps.
 */
final class Checkpoint {
    private Checkpoint() {}

    static void write(Path file, Device device, Fitted fitted) {
        try (Scope host = Scope.ofHost()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            fitted.classifier().tensors().forEach((name, tensor) -> tensors.put(name, onHost(device, host, tensor)));
            device.synchronize();
            Map<String, String> metadata = new LinkedHashMap<>();
            fitted.training().ifPresent(training -> {
                metadata.put("epoch", String.valueOf(training.epochs()));
                metadata.put("steps", String.valueOf(training.steps()));
            });
            SafetensorsWriter.write(file, tensors, metadata);
        }
    }

    /** A tensor of a device in host memory; complete when the device is synchronised. */
    static Tensor onHost(Device device, Scope host, Tensor tensor) {
        if (tensor.isHost()) {
            return tensor;
        }
        Tensor copy = host.allocate(tensor.dtype(), tensor.shape());
        device.copy(tensor, copy);
        return copy;
    }

    /** The tensors of a checkpoint, valid while the file is open. */
    static Map<String, Tensor> tensors(Safetensors file) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        file.names().forEach(name -> tensors.put(name, file.tensor(name)));
        return tensors;
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.ConfigFile;
import io.github.jclip.clip.ModelFolder;
import io.github.jclip.clip.WeightShapes;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import io.github.jclip.tensor.safetensors.TensorSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes what is trained as the files of a model folder. */
record TrainedModel(Path folder, ClipConfig config, DType matrixType) {

    void writeConfig() {
        AtomicFile.write(folder.resolve(ModelFolder.CONFIG), ConfigFile.toJson(config));
    }

    /**
     * Writes the weights under OpenAI's names; vectors, which are small, keep their precision.
     *
     * @param state of a {@link ContrastiveModel}
     */
    void writeWeights(Device device, Map<String, Tensor> state) {
        List<TensorSource> tensors = WeightShapes.of(config).entrySet().stream()
                .map(entry -> source(device, entry.getKey(), entry.getValue(), state.get(entry.getKey())))
                .toList();
        SafetensorsWriter.write(folder.resolve(ModelFolder.WEIGHTS), tensors, Map.of("format", "pt"));
    }

    private TensorSource source(Device device, String name, Shape shape, Tensor trained) {
        DType type = shape.rank() > 1 ? matrixType : DType.F32;
        return new TensorSource(
                name,
                type,
                shape,
                scope -> inOpenAiLayout(onHost(device, trained, scope), shape).copyTo(scope, type));
    }

    /** Convolutions are trained as [N, kernel·kernel·C]. */
    private static Tensor inOpenAiLayout(Tensor trained, Shape shape) {
        if (shape.rank() != 4) {
            return trained.reshape(shape.toArray());
        }
        return trained.unflatten(1, shape.dim(2), shape.dim(3), shape.dim(1)).permute(0, 3, 1, 2);
    }

    /** A tensor of a device in host memory. */
    static Tensor onHost(Device device, Tensor tensor, Scope scope) {
        if (tensor.isHost()) {
            return tensor;
        }
        Tensor copy = scope.allocate(tensor.dtype(), tensor.shape());
        device.copy(tensor, copy);
        device.synchronize();
        return copy;
    }
}

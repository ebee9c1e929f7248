// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A training between two steps, in a safetensors file: the model's state under {@code model.}, the optimiser's under
 * {@code optimizer.}, what was recorded so far, and what the training is made from.
 *
 * @param recipe its JSON
 * @param fingerprint of the pairs
 * @param steps done
 * @param metrics the content of {@code metrics.csv}
 * @param evaluations the content of {@code evaluations.csv}
 * @param model by the names of {@link ContrastiveModel#state()}
 * @param optimizer by the names of {@link io.github.jclip.tensor.optim.Optimizer#state()}
 */
record PretrainingCheckpoint(
        String recipe,
        String fingerprint,
        int steps,
        String metrics,
        String evaluations,
        Map<String, Tensor> model,
        Map<String, Tensor> optimizer) {
    private static final String FORMAT = "jclip pretraining checkpoint 1";
    private static final String MODEL = "model.";
    private static final String OPTIMIZER = "optimizer.";
    private static final String METRICS = "recorded.metrics";
    private static final String EVALUATIONS = "recorded.evaluations";

    /** Writes the file, complete or not at all. */
    void write(Path file, Device device) {
        try (Scope host = Scope.ofHost()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            model.forEach((name, tensor) -> tensors.put(MODEL + name, TrainedModel.onHost(device, tensor, host)));
            optimizer.forEach(
                    (name, tensor) -> tensors.put(OPTIMIZER + name, TrainedModel.onHost(device, tensor, host)));
            tensors.put(METRICS, bytes(host, metrics));
            tensors.put(EVALUATIONS, bytes(host, evaluations));
            SafetensorsWriter.write(
                    file,
                    tensors,
                    Map.of(
                            "format", FORMAT,
                            "recipe", recipe,
                            "fingerprint", fingerprint,
                            "steps", Integer.toString(steps)));
        }
    }

    /**
     * Reads a checkpoint.
     *
     * @return its content; tensors are valid while the file is open
     * @throws BadInputException if it is damaged or something else
     */
    static PretrainingCheckpoint read(Safetensors file) {
        Map<String, String> metadata = file.metadata();
        if (!FORMAT.equals(metadata.get("format"))) {
            throw bad(file, "is no checkpoint of a pretraining, or one of another version");
        }
        try {
            return new PretrainingCheckpoint(
                    metadata.get("recipe"),
                    metadata.get("fingerprint"),
                    Integer.parseInt(metadata.get("steps")),
                    text(file.tensor(METRICS)),
                    text(file.tensor(EVALUATIONS)),
                    tensors(file, MODEL),
                    tensors(file, OPTIMIZER));
        } catch (NumberFormatException e) {
            throw bad(file, "lacks a part of a checkpoint");
        }
    }

    private static Map<String, Tensor> tensors(Safetensors file, String prefix) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : file.names()) {
            if (name.startsWith(prefix)) {
                tensors.put(name.substring(prefix.length()), file.tensor(name));
            }
        }
        return tensors;
    }

    private static Tensor bytes(Scope scope, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Tensor tensor = scope.allocate(DType.U8, bytes.length);
        MemorySegment.copy(bytes, 0, tensor.segment(), ValueLayout.JAVA_BYTE, 0, bytes.length);
        return tensor;
    }

    private static String text(Tensor tensor) {
        byte[] bytes = tensor.segment().asSlice(0, tensor.byteSize()).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static BadInputException bad(Safetensors file, String what) {
        return new BadInputException(
                Excerpt.line("%s: %s; remove the folder and start again".formatted(file.file(), what)));
    }
}

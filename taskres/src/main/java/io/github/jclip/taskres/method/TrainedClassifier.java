// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.train.Trainable;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.L2Normalize;
import java.util.Map;

/** A trained model as a classifier. */
record TrainedClassifier(Device device, Trainable model, Input input, Map<String, Tensor> tensors)
        implements Classifier {
    /** How the model wants its embeddings. */
    enum Input {
        AS_STORED,
        NORMALISED
    }

    @Override
    public int classCount() {
        return model.classCount();
    }

    @Override
    public void classify(Tensor embeddings, Tensor logits) {
        try (Scope scope = device.openScope()) {
            Tensor ready = embeddings;
            if (input == Input.NORMALISED) {
                ready = scope.allocate(embeddings.dtype(), embeddings.shape());
                device.execute(new L2Normalize(embeddings, ready));
            }
            model.forward(ready, logits).forEach(step -> step.run(device));
            device.synchronize();
        }
    }
}

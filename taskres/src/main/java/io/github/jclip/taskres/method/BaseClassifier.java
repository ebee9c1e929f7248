// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.features.ProjectedText;
import io.github.jclip.taskres.train.Embeddings;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Gemm;

/** The classifier t that a residual is added to. */
final class BaseClassifier {
    private BaseClassifier() {}

    /**
     * The task's class embeddings, or those of its tuned text projection.
     *
     * @return t [K, E] on the device, in its compute type, not normalised
     */
    static Tensor of(FewShotTask task, Device device, Scope scope) {
        return task.projected()
                .filter(ProjectedText::tuned)
                .map(text -> project(text, device, scope))
                .orElseGet(() -> Embeddings.load(device, scope, task.text()));
    }

    /** h·Wᵀ. */
    static Tensor project(ProjectedText text, Device device, Scope scope) {
        Tensor classes = scope.allocate(
                device.computeType(), text.hidden().dim(0), text.weight().dim(0));
        try (Scope operands = device.openScope()) {
            Tensor hidden = Embeddings.load(device, operands, text.hidden());
            Tensor weight = Embeddings.load(device, operands, text.weight());
            device.execute(Gemm.of(hidden, weight.transpose(0, 1), classes));
            device.synchronize();
        }
        return classes;
    }
}

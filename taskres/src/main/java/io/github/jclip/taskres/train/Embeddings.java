// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Cast;
import io.github.jclip.tensor.op.L2Normalize;

/** Brings stored embeddings to a device in its compute type. */
public final class Embeddings {
    private Embeddings() {}

    /** A copy of embeddings as they are. */
    public static Tensor load(Device device, Scope scope, Tensor stored) {
        Tensor loaded = scope.allocate(device.computeType(), stored.shape());
        try (Scope upload = device.openScope()) {
            device.execute(new Cast(device.upload(stored, upload), loaded));
            device.synchronize();
        }
        return loaded;
    }

    /** A copy of embeddings, each divided by its length. */
    public static Tensor loadNormalised(Device device, Scope scope, Tensor stored) {
        Tensor loaded = load(device, scope, stored);
        device.execute(new L2Normalize(loaded, loaded));
        return loaded;
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;

/** Classifies a whole set of embeddings with a method as it stands. */
public final class Classification {
    /** Rows at a time, so that the logits of a large test set are never in memory together. */
    private static final int ROWS = 1024;

    private Classification() {}

    /**
     * The class of each embedding.
     *
     * @param embeddings f̂ [N, E], normalised, on the device, in its compute type
     */
    public static int[] predict(Device device, TaskResidual method, Tensor embeddings) {
        int count = embeddings.dim(0);
        int[] predictions = new int[count];
        for (int from = 0; from < count; from += ROWS) {
            int to = Math.min(count, from + ROWS);
            predict(device, method, embeddings.slice(0, from, to), predictions, from);
        }
        return predictions;
    }

    private static void predict(Device device, TaskResidual method, Tensor rows, int[] predictions, int from) {
        try (Scope scope = device.openScope()) {
            Tensor logits = scope.allocate(rows.dtype(), rows.dim(0), method.classCount());
            method.forward(rows, logits).forEach(device::execute);
            double[] values = new Readback(device, logits).read();
            for (int row = 0; row < rows.dim(0); row++) {
                predictions[from + row] = Predictions.firstMaximum(values, row, method.classCount());
            }
        }
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.taskres.evaluation.Predictions;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.Arrays;
import java.util.function.BiConsumer;

/** Classifies a whole set of embeddings, a part at a time, so that its logits are never in memory together. */
public final class Classification {
    private static final int ROWS = 1024;

    private Classification() {}

    /**
     * The class of each embedding by a method as it stands.
     *
     * @param embeddings [N, E], as the method wants them, on the device, in its compute type
     */
    public static int[] predict(Device device, Trainable method, Tensor embeddings) {
        return predict(
                        device,
                        method.classCount(),
                        (rows, logits) -> method.forward(rows, logits).forEach(step -> step.run(device)),
                        embeddings)
                .classes();
    }

    /**
     * Predictions from logits.
     *
     * @param forward computes the logits [B, K] of embeddings [B, E]
     * @param embeddings [N, E], host memory or on the device
     */
    public static Predictions predict(
            Device device, int classCount, BiConsumer<Tensor, Tensor> forward, Tensor embeddings) {
        int[] all = new int[classCount];
        Arrays.setAll(all, k -> k);
        return predict(device, classCount, all, forward, embeddings);
    }

    /**
     * Predictions from the logits of some classes, as if there were no others.
     *
     * @param columns the classes; predictions are positions in this list
     */
    public static Predictions predict(
            Device device, int classCount, int[] columns, BiConsumer<Tensor, Tensor> forward, Tensor embeddings) {
        int count = embeddings.dim(0);
        int[] classes = new int[count];
        float[] confidences = new float[count];
        for (int from = 0; from < count; from += ROWS) {
            int to = Math.min(count, from + ROWS);
            try (Scope scope = device.openScope()) {
                Tensor rows = embeddings.slice(0, from, to);
                Tensor loaded = rows.isHost() ? Embeddings.load(device, scope, rows) : rows;
                Tensor logits = scope.allocate(loaded.dtype(), to - from, classCount);
                forward.accept(loaded, logits);
                double[] values = new Readback(device, logits).read();
                double[] chosen = new double[columns.length];
                for (int row = 0; row < to - from; row++) {
                    for (int i = 0; i < columns.length; i++) {
                        chosen[i] = values[row * classCount + columns[i]];
                    }
                    int best = Logits.firstMaximum(chosen, 0, columns.length);
                    classes[from + row] = best;
                    confidences[from + row] = (float) Logits.largestProbability(chosen, best);
                }
            }
        }
        return new Predictions(classes, confidences);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.taskres.minimise.Lbfgs;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.Op;
import java.util.List;

/**
 * Multinomial logistic regression with an L2 penalty on the weights and none on the intercepts, as scikit-learn's
 * {@code LogisticRegression} with the solver {@code lbfgs}: minimises
 *
 * <pre>
 * mean cross-entropy of X·Wᵀ + b  +  ‖W‖²/(2·C·N)
 * </pre>
 *
 * <p>from zeros. The intercepts are the weights of a column of ones.
 */
public final class LogisticRegression {
    private final Device device;
    private final int samples;
    private final int classes;
    private final int columns;
    private final HostRows weights;
    private final HostRows gradient;
    private final Readback losses;
    private final List<Op> ops;

    /**
     * A regression on some samples.
     *
     * @param scope owner of the tensors made here, on the device
     * @param embeddings X [N, E], on the device, in its compute type
     * @param labels [N], each 0 ≤ label &lt; K
     */
    public LogisticRegression(Device device, Scope scope, Tensor embeddings, int[] labels, int classes) {
        this.device = device;
        this.classes = classes;
        samples = embeddings.dim(0);
        columns = embeddings.dim(1) + 1;
        Tensor inputs = withOnes(device, scope, embeddings);
        Tensor labelTensor = device.upload(Tensor.ofInts(Scope.ofGarbageCollected(), labels, labels.length), scope);
        Tensor w = scope.allocate(inputs.dtype(), classes, columns);
        Tensor dw = scope.allocate(inputs.dtype(), classes, columns);
        Tensor logits = scope.allocate(inputs.dtype(), samples, classes);
        Tensor perSample = scope.allocate(inputs.dtype(), samples);
        ops = List.of(
                Gemm.of(inputs, w.transpose(0, 1), logits),
                new CrossEntropy(logits, labelTensor, perSample),
                new CrossEntropyBackward(logits, labelTensor, 1.0 / samples, logits),
                Gemm.of(logits.transpose(0, 1), inputs, dw));
        weights = new HostRows(w);
        gradient = new HostRows(dw);
        losses = new Readback(device, perSample);
    }

    /**
     * Embeddings with a column of ones for the intercepts.
     *
     * @return [N, E + 1], on the device
     */
    public static Tensor withOnes(Device device, Scope scope, Tensor embeddings) {
        Tensor wide = scope.allocate(embeddings.dtype(), embeddings.dim(0), embeddings.dim(1) + 1);
        HostRows from = new HostRows(embeddings);
        HostRows to = new HostRows(wide);
        from.fetch(device);
        double[] row = new double[to.length()];
        for (int i = 0; i < from.count(); i++) {
            from.read(i, row);
            row[row.length - 1] = 1;
            to.write(i, row);
        }
        to.send(device);
        device.synchronize();
        return wide;
    }

    /**
     * Solves.
     *
     * @param c C, the inverse strength of the penalty, above 0
     * @return weights [K, E + 1], row by row, the intercept last; the value is that of the objective above, of which
     *     scikit-learn's C·Σ cross-entropies + ½‖W‖² is C·N times as much
     */
    public Lbfgs.Minimum solve(double c, Lbfgs solver) {
        double penalty = 1 / (c * samples);
        return solver.minimise((point, slopes) -> evaluate(penalty, point, slopes), new double[classes * columns]);
    }

    private double evaluate(double penalty, double[] point, double[] slopes) {
        double[] row = new double[columns];
        for (int k = 0; k < classes; k++) {
            System.arraycopy(point, k * columns, row, 0, columns);
            weights.write(k, row);
        }
        weights.send(device);
        ops.forEach(device::execute);
        double value = 0;
        for (double loss : losses.read()) {
            value += loss;
        }
        value /= samples;
        gradient.fetch(device);
        double squares = 0;
        for (int k = 0; k < classes; k++) {
            gradient.read(k, row);
            for (int i = 0; i < columns; i++) {
                double weight = i < columns - 1 ? point[k * columns + i] : 0;
                squares += weight * weight;
                slopes[k * columns + i] = row[i] + penalty * weight;
            }
        }
        return value + 0.5 * penalty * squares;
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.taskres.train.Step;
import io.github.jclip.taskres.train.TaskResidual;
import io.github.jclip.taskres.train.Trainer;
import io.github.jclip.taskres.train.Trainer.Remainder;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.optim.UpdateRule;
import java.util.ArrayList;
import java.util.List;

/**
 * A training of task residuals on a device.
 *
 * @param losses of each step, before its update
 * @param logits of the test images when it was done, [N·K]
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier, compared with nothing
record Trajectory(double[] losses, float[] logits) {
    static final double LOGIT_SCALE = 100;
    private static final double ALPHA = 0.5;
    private static final double LEARNING_RATE = 2e-3;

    /** Trains with Adam, in an order of images that depends on nothing but the epoch. */
    static Trajectory on(Device device, ClusteredTask task, int batch) {
        try (Scope memory = device.openScope();
                Scope host = Scope.ofHost()) {
            Tensor texts = place(device, task.texts(), task.width(), host, memory);
            Tensor train = place(device, task.train(), task.width(), host, memory);
            TaskResidual method = new TaskResidual(device, memory, texts, ALPHA, LOGIT_SCALE);
            UpdateRule rule = UpdateRule.Adam.withWeightDecay(0);
            List<Double> losses = new ArrayList<>();
            try (Trainer trainer = new Trainer(
                    device, memory, method, train, task.labels(task.shots()), batch, Remainder.DROPPED, rule)) {
                for (int epoch = 0; epoch < task.epochs(); epoch++) {
                    trainer.runEpoch(task.permutation(epoch), LEARNING_RATE, (_, loss, _, _, _) -> losses.add(loss));
                }
            }
            Tensor test = place(device, task.test(), task.width(), host, memory);
            Tensor logits = memory.allocate(device.computeType(), test.dim(0), task.classes());
            for (Step step : method.forward(test, logits)) {
                step.run(device);
            }
            Tensor copy = host.allocate(logits.dtype(), logits.shape());
            device.copy(logits, copy);
            device.synchronize();
            return new Trajectory(
                    losses.stream().mapToDouble(Double::doubleValue).toArray(), copy.toFloatArray());
        }
    }

    private static Tensor place(Device device, float[] rows, int width, Scope host, Scope memory) {
        Tensor filled = Tensor.ofFloats(host, rows, rows.length / width, width).copyTo(host, device.computeType());
        Tensor placed = memory.allocate(filled.dtype(), filled.shape());
        device.copy(filled, placed);
        device.synchronize();
        return placed;
    }

    /** The class of the largest logit of each test image. */
    int[] predictions(int classes) {
        int[] predictions = new int[logits.length / classes];
        for (int row = 0; row < predictions.length; row++) {
            for (int k = 1; k < classes; k++) {
                if (logits[row * classes + k] > logits[row * classes + predictions[row]]) {
                    predictions[row] = k;
                }
            }
        }
        return predictions;
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.bench.SeededOperands;
import io.github.jclip.taskres.train.TaskResidual;
import io.github.jclip.taskres.train.Trainer;
import io.github.jclip.taskres.train.Trainer.Remainder;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.optim.UpdateRule;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A step of task residual tuning on embeddings in the device's memory, as the trainer takes it: the batch is gathered,
 * classified and its gradient found, Adam moves the residual. Steps are timed in epochs, losses and predictions included.
 *
 * @param classes K
 * @param batch B
 * @param width E
 * @param images a multiple of the batch
 */
public record TuningLab(int classes, int batch, int width, int images) {
    /** The name of its measurements; {@code towers.py} calls PyTorch's so. */
    public static final String NAME = "TaskRes";

    /** ImageNet's classes, CLIP ViT-B's embeddings. */
    public static final TuningLab FULL = new TuningLab(1000, 256, 512, 4096);

    /** For outputs and counts. */
    public static final TuningLab TINY = new TuningLab(10, 4, 32, 16);

    private static final double SECONDS = 0.5;
    private static final double ALPHA = 0.5;
    private static final double LOGIT_SCALE = 100;
    private static final double WEIGHT_DECAY = 5e-4;

    /** So small that many epochs leave the problem as it is. */
    private static final double LEARNING_RATE = 1e-6;

    /**
     * Measures a step.
     *
     * @param precision in which the device was opened, one that trains
     * @param timed whether times mean anything
     */
    public ModelMeasurement measure(Device device, Precision precision, DeviceCeilings ceilings, boolean timed) {
        RecordingDevice recorder = new RecordingDevice(device);
        try (Scope scope = device.openScope()) {
            SeededOperands operands = new SeededOperands(device, scope, DType.F32);
            Tensor base = normalised(device, operands.normal(classes, width));
            Tensor embeddings = normalised(device, operands.normal(images, width));
            int[] labels = IntStream.range(0, images).map(i -> i % classes).toArray();
            int[] order = IntStream.range(0, images).toArray();
            TaskResidual method = new TaskResidual(device, scope, base, ALPHA, LOGIT_SCALE);
            UpdateRule rule = UpdateRule.Adam.withWeightDecay(WEIGHT_DECAY);
            try (Trainer trainer =
                    new Trainer(recorder, scope, method, embeddings, labels, batch, Remainder.DROPPED, rule)) {
                Runnable epoch = () -> trainer.runEpoch(order, LEARNING_RATE, (_, _, _, _, _) -> {});
                epoch.run();
                List<Op> ops = recorder.take();
                return of(precision, ceilings, ops, timed ? seconds(device, recorder, epoch) : 0);
            }
        }
    }

    private static Tensor normalised(Device device, Tensor rows) {
        device.execute(new L2Normalize(rows, rows));
        return rows;
    }

    private double seconds(Device device, RecordingDevice recorder, Runnable epoch) {
        try (DeviceTimer timer = new DeviceTimer(device, SECONDS)) {
            return timer.warm(() -> {
                        epoch.run();
                        recorder.take();
                    })
                    / steps();
        }
    }

    private int steps() {
        return images / batch;
    }

    private ModelMeasurement of(Precision precision, DeviceCeilings ceilings, List<Op> ofEpoch, double seconds) {
        List<Op> ops = ofEpoch.subList(0, ofEpoch.size() / steps());
        TotalWork work = TotalWork.of(ops, ceilings);
        String what = "step, %d classes of %d".formatted(classes, width);
        double perSecond = seconds > 0 ? batch / seconds : 0;
        return new ModelMeasurement(
                precision.name(),
                NAME,
                what,
                batch,
                "",
                seconds,
                perSecond,
                ops.size(),
                work.flops(),
                work.bytes(),
                work.floorSeconds(),
                List.of());
    }
}

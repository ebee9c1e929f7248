// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.conformance.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A training of task residuals on the device beside the same training on the CPU device in F32.
 *
 * <p>Logits are s·cos, of unit vectors of length E. Rounding their elements to uₚ each, with random signs, moves a cosine by
 * about 2·uₚ/√E, the sum of its terms by 2⁻²⁴ at most in its own size, so a logit by e = s·(2·uₚ/√E + 2·2⁻²⁴) on either device; a
 * loss moves by no more than twice the largest change of a logit. Each update adds as much again, and its
 * errors have signs of their own: at step n, counted from 1, the losses may differ by 2·√n·(e + e of the CPU device in F32), and
 * a logit of the finished classifier by half as much. An image may change its class only where its two largest logits are
 * nearer to each other than twice that.
 *
 * @param detail what failed, or why it was skipped; else empty
 * @param accuracyOnCpu of the finished classifier on the test images, in percent
 * @param accuracy on the device
 * @param changed test images that the device puts into another class
 * @param mayChange test images whose two largest logits are as near as rounding
 * @param used the largest difference of a loss as a share of what is allowed
 */
public record TrajectoryResult(
        String precision,
        Outcome outcome,
        String detail,
        double accuracyOnCpu,
        double accuracy,
        int changed,
        int mayChange,
        double used,
        double seconds,
        List<StepParity> steps) {

    /**
     * The losses of a step.
     *
     * @param allowed the most that they may differ
     */
    public record StepParity(double onCpu, double onDevice, double allowed) {
        double used() {
            double used = Math.abs(onCpu - onDevice) / allowed;
            return Double.isNaN(used) ? Double.POSITIVE_INFINITY : used;
        }
    }

    /** Copies the list. */
    public TrajectoryResult {
        steps = List.copyOf(steps);
    }

    static TrajectoryResult without(Precision precision, Outcome outcome, String detail) {
        return new TrajectoryResult(precision.name(), outcome, detail, 0, 0, 0, 0, 0, 0, List.of());
    }

    static TrajectoryResult of(
            Precision precision, ClusteredTask task, Trajectory cpu, Trajectory device, double seconds) {
        double e = logitError(precision, task.width()) + logitError(Precision.F32, task.width());
        List<StepParity> steps = new ArrayList<>();
        for (int i = 0; i < cpu.losses().length; i++) {
            steps.add(new StepParity(cpu.losses()[i], device.losses()[i], 2 * e * Math.sqrt(i + 1)));
        }
        double used = steps.stream()
                .map(StepParity::used)
                .max(Comparator.naturalOrder())
                .orElse(0.0);
        int[] labels = task.labels(task.queries());
        int[] expected = cpu.predictions(task.classes());
        int[] actual = device.predictions(task.classes());
        double logit = e * Math.sqrt(steps.size());
        int changed = 0;
        int beyond = 0;
        int mayChange = 0;
        for (int row = 0; row < labels.length; row++) {
            boolean near = margin(cpu.logits(), row, task.classes(), expected[row]) <= 2 * logit;
            mayChange += near ? 1 : 0;
            if (actual[row] != expected[row]) {
                changed++;
                beyond += near ? 0 : 1;
            }
        }
        String detail = beyond == 0
                ? ""
                : "%d test images change their class though their logits are further apart than rounding explains"
                        .formatted(beyond);
        return new TrajectoryResult(
                precision.name(),
                used <= 1 && beyond == 0 ? Outcome.PASSED : Outcome.FAILED,
                detail,
                accuracy(labels, expected),
                accuracy(labels, actual),
                changed,
                mayChange,
                used,
                seconds,
                steps);
    }

    private static double logitError(Precision precision, int width) {
        return Trajectory.LOGIT_SCALE
                * (2 * precision.productRoundoff() / Math.sqrt(width)
                        + 2 * Precision.F32.dtype().unitRoundoff());
    }

    /** By how much the largest logit of a row is ahead of the next. */
    private static double margin(float[] logits, int row, int classes, int best) {
        double next = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            next = k == best ? next : Math.max(next, logits[row * classes + k]);
        }
        return logits[row * classes + best] - next;
    }

    private static double accuracy(int[] labels, int[] predictions) {
        int correct = 0;
        for (int row = 0; row < labels.length; row++) {
            correct += labels[row] == predictions[row] ? 1 : 0;
        }
        return 100.0 * correct / labels.length;
    }
}

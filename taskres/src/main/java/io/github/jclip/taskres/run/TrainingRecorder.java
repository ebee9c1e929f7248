// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.method.Checkpoints;
import io.github.jclip.taskres.method.FitListener;
import io.github.jclip.taskres.train.StepReport;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns what happens in a fit into the lines of a log, rows of {@code metrics.csv} and TensorBoard's scalars. */
final class TrainingRecorder implements FitListener {
    private static final double MILLIS = 1e3;

    private final FitListener next;
    private final Clock clock;
    private final Checkpoints checkpoints;
    private final TrainingLog log;
    private ScalarEvents events;
    private final StringBuilder metrics = new StringBuilder("epoch,loss,accuracy,learning_rate\n");
    private double epochLoss;
    private double epochAccuracy;

    /**
     * What was recorded by some step.
     *
     * @param means of the epoch so far, in the order of the recorder
     */
    record Recorded(String log, String metrics, ScalarEvents events, List<Double> means) {}

    TrainingRecorder(FitListener next, Clock clock, Checkpoints checkpoints) {
        this.next = next;
        this.clock = clock;
        this.checkpoints = checkpoints;
        log = new TrainingLog(next);
        events = new ScalarEvents(now());
    }

    TrainingLog log() {
        return log;
    }

    /** What is recorded by now. */
    Recorded recorded() {
        List<Double> means = new ArrayList<>(List.of(epochLoss, epochAccuracy));
        means.addAll(log.means());
        return new Recorded(log.text(), metrics(), events, means);
    }

    /** Goes on after what another recorder has recorded. */
    void restore(Recorded earlier) {
        List<Double> means = earlier.means();
        log.restore(earlier.log(), means.subList(2, means.size()));
        metrics.setLength(0);
        metrics.append(earlier.metrics());
        events = earlier.events();
        epochLoss = means.get(0);
        epochAccuracy = means.get(1);
    }

    @Override
    public Checkpoints checkpoints() {
        return checkpoints;
    }

    ScalarEvents events() {
        return events;
    }

    String metrics() {
        return metrics.toString();
    }

    double now() {
        return clock.millis() / MILLIS;
    }

    @Override
    public void logged(String line) {
        log.line(line);
    }

    @Override
    public void stepped(StepReport report) {
        if (report.batch() == 0) {
            epochLoss = 0;
            epochAccuracy = 0;
        }
        epochLoss += report.loss() / report.batches();
        epochAccuracy += report.accuracy() / report.batches();
        log.step(report);
        double time = now();
        events.add("train/loss", report.number(), report.loss(), time);
        events.add("train/acc", report.number(), report.accuracy(), time);
        events.add("train/lr", report.number(), report.learningRate(), time);
        if (report.endsEpoch()) {
            metrics.append(String.format(
                    Locale.ROOT, "%d,%s,%s,%s\n", report.epoch() + 1, epochLoss, epochAccuracy, report.learningRate()));
        }
        next.stepped(report);
    }
}

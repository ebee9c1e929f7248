// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.method.FitListener;
import io.github.jclip.taskres.train.StepReport;
import java.time.Clock;
import java.util.Locale;

/** Turns what happens in a fit into the lines of a log, rows of {@code metrics.csv} and TensorBoard's scalars. */
final class TrainingRecorder implements FitListener {
    private static final double MILLIS = 1e3;

    private final FitListener next;
    private final Clock clock;
    private final TrainingLog log;
    private final ScalarEvents events;
    private final StringBuilder metrics = new StringBuilder("epoch,loss,accuracy,learning_rate\n");
    private double epochLoss;
    private double epochAccuracy;

    TrainingRecorder(FitListener next, Clock clock) {
        this.next = next;
        this.clock = clock;
        log = new TrainingLog(next);
        events = new ScalarEvents(now());
    }

    TrainingLog log() {
        return log;
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

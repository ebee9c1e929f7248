// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.method.FitListener;
import io.github.jclip.taskres.train.StepReport;
import java.util.Locale;

/** Shows how far a training is: in images where they are embedded on the way, else in epochs. */
final class TrainingProgress implements FitListener, AutoCloseable {
    private static final double NANOS = 1e9;

    private final OutputOptions output;
    private final boolean countsImages;
    private Progress progress = Progress.silent();
    private boolean started;
    private long start;
    private long images;

    TrainingProgress(OutputOptions output, boolean countsImages) {
        this.output = output;
        this.countsImages = countsImages;
    }

    @Override
    public void stepped(StepReport step) {
        if (!started) {
            started = true;
            start = System.nanoTime() - (long) (step.seconds() * NANOS);
            long epochs = step.epochs() - (long) step.epoch();
            progress = output.progress("tune", countsImages ? (1L + step.remaining()) * step.images() : epochs);
        }
        images += step.images();
        if (countsImages) {
            progress.advance(step.images());
        } else if (step.endsEpoch()) {
            progress.advance(1);
        }
    }

    @Override
    public void close() {
        progress.close();
        if (countsImages && images > 0) {
            double seconds = (System.nanoTime() - start) / NANOS;
            output.log(String.format(Locale.ROOT, "%d views embedded, %.1f images/s", images, images / seconds));
        }
    }
}

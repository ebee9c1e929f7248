// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.run.Resumption;
import io.github.jclip.tensor.BadInputException;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How long work that is interrupted can be gone on with. */
final class ResumeOptions {
    @Option(
            names = "--resume",
            description = "Go on where the same command was interrupted, at the beginning if it never ran.")
    private boolean resume;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description =
                    "Least time from one checkpoint to the next, 0 for one at each step (default: ${DEFAULT-VALUE}).")
    private double seconds;

    Resumption resumption() {
        return resume ? Resumption.CONTINUED : Resumption.FROM_THE_START;
    }

    Duration interval() {
        if (!(seconds >= 0) || seconds > Integer.MAX_VALUE) {
            throw new BadInputException("--checkpoint-every %s: give a number of seconds ≥ 0".formatted(seconds));
        }
        return Duration.ofMillis((long) (1000 * seconds));
    }
}

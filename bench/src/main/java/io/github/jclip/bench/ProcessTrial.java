// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.util.List;
import java.util.Optional;

/**
 * A command line ready to be started.
 *
 * @param folder with the files it needs, deleted with the trial
 */
public record ProcessTrial(ProcessCase benchCase, List<String> command, Optional<TemporaryFolder> folder)
        implements Trial {

    @Override
    public Work work() {
        return Work.UNCOUNTED;
    }

    @Override
    public Contender jclip(int threads) {
        return new ProcessContender(command);
    }

    /** There is nothing to compare. */
    @Override
    public double tolerance(float[] output) {
        return 0;
    }

    @Override
    public void close() {
        folder.ifPresent(TemporaryFolder::close);
    }
}

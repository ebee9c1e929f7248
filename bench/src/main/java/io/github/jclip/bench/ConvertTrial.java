// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * An archive on disk.
 *
 * @param folder deleted with the trial
 * @param archive TorchScript's, inside the folder
 */
public record ConvertTrial(ConvertCase benchCase, TemporaryFolder folder, Path archive) implements Trial {

    @Override
    public Work work() {
        return Work.UNCOUNTED;
    }

    @Override
    public Contender jclip(int threads) {
        return new ConvertContender(archive, folder.path().resolve("model"));
    }

    @Override
    public List<PeerProvider> baselines() {
        return List.of(new CopyAndHash());
    }

    /** There is nothing to compare. */
    @Override
    public double tolerance(float[] output) {
        return 0;
    }

    @Override
    public void close() {
        folder.close();
    }
}

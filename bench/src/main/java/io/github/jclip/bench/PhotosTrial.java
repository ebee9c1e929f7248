// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * Photos on disk. The output is [N, 3, 224, 224], as float32 arithmetic normalises the bytes after resampling.
 *
 * @param folder deleted with the trial
 * @param files the photos
 */
public record PhotosTrial(PhotosCase benchCase, TemporaryFolder folder, List<Path> files) implements Trial {
    /** Rows and columns of the towers' input. */
    public static final int RESOLUTION = 224;

    @Override
    public Work work() {
        return Work.UNCOUNTED;
    }

    @Override
    public int photos() {
        return files.size();
    }

    @Override
    public Contender jclip(int threads) {
        return new PhotosContender(files, threads);
    }

    /** The last digits of a quotient; bytes that differ by one level are further apart by a factor of a thousand. */
    @Override
    public double tolerance(float[] output) {
        return 1e-5;
    }

    @Override
    public void close() {
        folder.close();
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import io.github.jclip.tensor.Tensor;

/** Makes one image of a batch ready for a tower; called by several threads at a time. */
@FunctionalInterface
public interface ImageLoader {
    /**
     * Loads an image.
     *
     * @param position in the list of files
     * @param out F32 [3, size, size], contiguous, host memory; overwritten
     */
    void load(int position, Tensor out);

    /**
     * How long its steps have taken so far; nothing where it does not tell.
     *
     * @param threads that load
     */
    default LoadingTimes times(int threads) {
        return LoadingTimes.none();
    }
}

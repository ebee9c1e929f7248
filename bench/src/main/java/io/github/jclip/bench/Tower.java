// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;

/**
 * A loaded tower with its input.
 *
 * @param encode computes the embeddings
 * @param embeddings F32, overwritten by each run
 * @param unload frees the tower
 */
record Tower(Runnable encode, Tensor embeddings, Runnable unload) {

    /** Loads a tower. */
    @FunctionalInterface
    interface Loader {
        /**
         * Loads the tower onto a device.
         *
         * @param scope owner of the embeddings
         */
        Tower load(Device device, Scope scope);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.features;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.Optional;

/**
 * Augmented views of the images of a set, as embeddings: an epoch sees one view of each image, and view e mod
 * {@link #count()} in epoch e. A view depends on its image and its number alone, so that any can be made again.
 */
public interface Views {

    /** The views of one epoch, one batch after the other. */
    interface Batches extends AutoCloseable {
        /**
         * Writes the views of the images that are next in the epoch's order.
         *
         * @param rows [n, E], F32, host memory; at most as many as are left
         */
        void next(Tensor rows);

        @Override
        void close();
    }

    /** N. */
    int images();

    /** E. */
    int embeddingDim();

    /** How many there are of each image; {@link Integer#MAX_VALUE} where every epoch has its own. */
    int count();

    /** How they are made, in words. */
    String words();

    /** All of them, where they are stored: [views, N, E], host memory. */
    Optional<Tensor> stored();

    /**
     * Starts an epoch.
     *
     * @param order images in the order in which they are wanted
     * @param from position in the order to begin at; what follows is the same as after a start at 0
     */
    Batches epoch(int epoch, int[] order, int from);

    /**
     * The views of some of the images.
     *
     * @param rows which, in their new order
     * @param scope owner of what is copied, of host memory
     */
    Views rows(int[] rows, Scope scope);
}

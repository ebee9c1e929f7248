// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.taskres.features.Views;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.Optional;

/** Where the embeddings of a training's batches come from. */
public interface BatchSource {

    /** Brings embeddings to a device as a method wants them. */
    @FunctionalInterface
    interface Loading {
        /** A copy of stored embeddings [N, E] on the device, in its compute type. */
        Tensor load(Device device, Scope scope, Tensor stored);
    }

    /** N, the training images. */
    int images();

    /** E. */
    int embeddingDim();

    /** The type of the embeddings on the device. */
    DType type();

    /**
     * The step that fills a batch: the next one of the epoch.
     *
     * @param rows [B], I32, on the device: the {@link #row} of each of the batch's images
     * @param batch [B, E], overwritten
     */
    Step filling(Tensor rows, Tensor batch);

    /**
     * Starts an epoch, whose batches are then filled in order.
     *
     * @param epoch counts from 0
     * @param order the images in the order of the epoch; may leave some out
     * @param from position in the order of the first batch that is filled
     */
    void startEpoch(int epoch, int[] order, int from);

    /** What stands for an image's embedding of this epoch in the rows of a batch. */
    int row(int image);

    /** Ends an epoch, finished or not. */
    void endEpoch();

    /**
     * The images of a set: augmented views where it has them, else its embeddings.
     *
     * @param scope owner of what is made, on the device
     */
    static BatchSource of(Device device, Scope scope, EmbeddingSet set, Loading loading) {
        Optional<Views> views = set.views();
        if (views.isEmpty()) {
            return new StoredEmbeddings(loading.load(device, scope, set.embeddings()), set.count());
        }
        return views.get()
                .stored()
                .<BatchSource>map(stored -> {
                    Tensor rows = stored.reshape(stored.dim(0) * stored.dim(1), stored.dim(2));
                    return new StoredEmbeddings(loading.load(device, scope, rows), set.count());
                })
                .orElseGet(() -> new FreshEmbeddings(device, views.get(), loading));
    }
}

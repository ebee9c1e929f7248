// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.GatherTokens;

/** Embeddings that lie on the device, of one or several views of each image, from which batches are gathered. */
final class StoredEmbeddings implements BatchSource {
    private final Tensor embeddings;
    private final int images;
    private int view;

    /**
     * A source of embeddings.
     *
     * @param embeddings [views·N, E], as the method wants them, on the device, in its compute type; the N of one view
     *     after those of another
     */
    StoredEmbeddings(Tensor embeddings, int images) {
        this.embeddings = embeddings;
        this.images = images;
    }

    @Override
    public int images() {
        return images;
    }

    @Override
    public int embeddingDim() {
        return embeddings.dim(1);
    }

    @Override
    public DType type() {
        return embeddings.dtype();
    }

    @Override
    public Step filling(Tensor rows, Tensor batch) {
        // Every row of the batch picks from the same embeddings.
        Tensor choices = embeddings.expand(batch.dim(0), embeddings.dim(0), embeddings.dim(1));
        return Step.of(new GatherTokens(choices, rows, batch));
    }

    @Override
    public void startEpoch(int epoch, int[] order, int from) {
        view = epoch % (embeddings.dim(0) / images);
    }

    @Override
    public int row(int image) {
        return view * images + image;
    }

    @Override
    public void endEpoch() {}
}

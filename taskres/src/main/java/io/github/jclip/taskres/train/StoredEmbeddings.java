// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.GatherTokens;

/** Embeddings that lie on the device, of one or several views of each image, from which batches are gathered. */
final class StoredEmbeddings implements BatchSource {
    private final Tensor embeddings;
    private final int images;
    private final IndexBuffer order;
    private final int[] rows;

    /**
     * A source of embeddings.
     *
     * @param embeddings [views·N, E], as the method wants them, on the device, in its compute type; the N of one view
     *     after those of another
     */
    StoredEmbeddings(Device device, Scope scope, Tensor embeddings, int images) {
        this.embeddings = embeddings;
        this.images = images;
        order = new IndexBuffer(device, scope, images);
        rows = new int[images];
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
    public Step filling(int position, Tensor batch) {
        int size = batch.dim(0);
        // Every row of the batch picks from the same embeddings.
        Tensor choices = embeddings.expand(size, embeddings.dim(0), embeddings.dim(1));
        return Step.of(new GatherTokens(choices, order.tensor().slice(0, position, position + size), batch));
    }

    @Override
    public void startEpoch(int epoch, int[] permutation, int from) {
        int view = epoch % (embeddings.dim(0) / images);
        for (int i = 0; i < permutation.length; i++) {
            rows[i] = view * images + permutation[i];
        }
        order.write(rows);
    }

    @Override
    public void endEpoch() {}
}

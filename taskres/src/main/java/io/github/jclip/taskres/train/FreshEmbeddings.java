// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.taskres.features.Views;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;

/** Embeddings that are made batch by batch while the training runs. */
final class FreshEmbeddings implements BatchSource {
    private final Device device;
    private final Views views;
    private final Loading loading;
    private Views.Batches batches;

    FreshEmbeddings(Device device, Views views, Loading loading) {
        this.device = device;
        this.views = views;
        this.loading = loading;
    }

    @Override
    public int images() {
        return views.images();
    }

    @Override
    public int embeddingDim() {
        return views.embeddingDim();
    }

    @Override
    public DType type() {
        return device.computeType();
    }

    @Override
    public Step filling(Tensor rows, Tensor batch) {
        return _ -> {
            try (Scope host = Scope.ofHost();
                    Scope scope = device.openScope()) {
                Tensor made = host.allocate(DType.F32, batch.shape());
                batches.next(made);
                device.copy(loading.load(device, scope, made), batch);
                device.synchronize();
            }
        };
    }

    @Override
    public void startEpoch(int epoch, int[] order, int from) {
        batches = views.epoch(epoch, order, from);
    }

    /** There are no rows to choose from. */
    @Override
    public int row(int image) {
        return image;
    }

    @Override
    public void endEpoch() {
        batches.close();
    }
}

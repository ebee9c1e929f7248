// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.features;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.Optional;

/**
 * Views that were made once.
 *
 * @param embeddings [views, N, E], floating, host memory
 */
record StoredViews(Tensor embeddings) implements Views {

    @Override
    public int images() {
        return embeddings.dim(1);
    }

    @Override
    public int embeddingDim() {
        return embeddings.dim(2);
    }

    @Override
    public int count() {
        return embeddings.dim(0);
    }

    @Override
    public String words() {
        return count() + " stored views";
    }

    @Override
    public Optional<Tensor> stored() {
        return Optional.of(embeddings);
    }

    @Override
    public Batches epoch(int epoch, int[] order, int from) {
        Tensor view = embeddings.select(0, epoch % count());
        return new Batches() {
            private int position = from;

            @Override
            public void next(Tensor rows) {
                for (int i = 0; i < rows.dim(0); i++) {
                    rows.select(0, i).copyFrom(view.select(0, order[position++]));
                }
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Views rows(int[] rows, Scope scope) {
        Tensor selected = scope.allocate(embeddings.dtype(), count(), rows.length, embeddingDim());
        for (int view = 0; view < count(); view++) {
            for (int i = 0; i < rows.length; i++) {
                selected.select(0, view)
                        .select(0, i)
                        .copyFrom(embeddings.select(0, view).select(0, rows[i]));
            }
        }
        return new StoredViews(selected);
    }
}

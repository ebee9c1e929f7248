// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.clip.image.BrokenImagePolicy;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** jclip's pipeline from files to batches, as its commands run it. */
final class PhotosContender implements Contender {
    private static final int BATCH = 32;

    private final List<Path> files;
    private final int threads;
    private final Preprocessing preprocessing = Preprocessing.clip(PhotosTrial.RESOLUTION);

    PhotosContender(List<Path> files, int threads) {
        this.files = files;
        this.threads = threads;
    }

    @Override
    public String name() {
        return Jclip.NAME;
    }

    @Override
    public String version() {
        return "%d decoding threads, batches of %d".formatted(threads, BATCH);
    }

    @Override
    public void run() {
        forEachBatch(_ -> {});
    }

    private void forEachBatch(Consumer<Tensor> consumer) {
        try (ImageBatches batches =
                ImageBatches.open(files, preprocessing, BATCH, threads, BrokenImagePolicy.FAIL, _ -> {})) {
            while (batches.next()) {
                consumer.accept(batches.images());
            }
        }
    }

    /** Of a run of its own: a run keeps one batch at a time. */
    @Override
    public float[] output() {
        float[] all = new float[files.size() * 3 * PhotosTrial.RESOLUTION * PhotosTrial.RESOLUTION];
        int[] filled = {0};
        forEachBatch(images -> {
            float[] batch = images.toFloatArray();
            System.arraycopy(batch, 0, all, filled[0], batch.length);
            filled[0] += batch.length;
        });
        return all;
    }

    @Override
    public void close() {}
}

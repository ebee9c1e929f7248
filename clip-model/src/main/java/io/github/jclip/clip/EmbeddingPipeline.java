// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.tower.EncodingStage;
import io.github.jclip.clip.tower.ImageEncoder;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.Transfer;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps a device busy: the next batch is given to it before the result of the last is waited for. Where results are there
 * at once, as on the CPU, they are handed on at once.
 */
final class EmbeddingPipeline {
    /** A batch on its way, with what the sink is told of it. */
    private final class Batch {
        private final List<Path> files;
        private final int[] positions;
        private final Scope scope = Scope.ofHost();
        private final Tensor embeddings;
        private final Transfer transfer;
        private final long passed;

        Batch() {
            files = batches.paths();
            positions = batches.positions();
            try {
                embeddings = scope.allocate(DType.F32, files.size(), encoder.embeddingDim());
                transfer = batches.pixels()
                        .map(pixels -> encoder.start(pixels, embeddings, timeline::passed))
                        .orElseGet(() -> encoder.start(batches.images(), embeddings, timeline::passed));
                passed = timeline.length();
            } catch (RuntimeException e) {
                scope.close();
                throw e;
            }
        }

        boolean isDone() {
            return transfer.isDone();
        }

        void deliver(Clip.EmbeddingSink sink) {
            try (scope) {
                transfer.await();
                timeline.read(passed);
                sink.accept(files, positions, embeddings);
                timeline.passed(EncodingStage.DELIVERING);
                images += positions.length;
            }
        }
    }

    private final ImageEncoder encoder;
    private final ImageBatches batches;
    private final Timeline timeline;
    private long images;

    EmbeddingPipeline(ImageEncoder encoder, ImageBatches batches) {
        this.encoder = encoder;
        this.batches = batches;
        this.timeline = new Timeline(encoder::mark);
    }

    /** Embeds all batches, once; where one fails, those before it are handed on first. */
    EncodingTimes run(Clip.EmbeddingSink sink) {
        try (timeline) {
            embedAll(sink);
            timeline.read(timeline.length());
            return new EncodingTimes(images, batches.times(), timeline.seconds());
        }
    }

    private void embedAll(Clip.EmbeddingSink sink) {
        RuntimeException failure = null;
        Batch before = null;
        boolean more = true;
        while (more) {
            Batch now = null;
            try {
                more = batches.next();
                timeline.passed(EncodingStage.WAITING);
                now = more ? new Batch() : null;
            } catch (RuntimeException e) {
                failure = e;
                more = false;
            }
            if (before != null) {
                before.deliver(sink);
            }
            before = now;
            if (now != null && now.isDone()) {
                now.deliver(sink);
                before = null;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.image.BrokenImagePolicy;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures a model on image files with captions.
 *
 * @param pairs those of a {@link PairList}
 * @param threads that decode
 */
record FileEvaluation(List<CaptionedImage> pairs, int threads) {
    private static final int IMAGES_AT_ONCE = 32;

    /** Retrieval among all pairs; captions longer than the context are cut. */
    Retrieval retrieval(Clip clip) {
        List<Path> files = pairs.stream().map(CaptionedImage::image).toList();
        List<String> captions = pairs.stream().map(CaptionedImage::caption).toList();
        try (Scope scope = Scope.ofHost();
                ImageBatches batches = ImageBatches.open(
                        files, clip.preprocessing(), IMAGES_AT_ONCE, threads, BrokenImagePolicy.FAIL, _ -> {})) {
            Tensor images =
                    scope.allocate(DType.F32, files.size(), clip.config().embeddingDim());
            int done = 0;
            while (batches.next()) {
                int count = batches.images().dim(0);
                images.slice(0, done, done + count).copyFrom(clip.encodeImages(batches.images(), scope));
                done += count;
            }
            return Retrieval.of(images, WorldEvaluation.embedTexts(clip, captions, scope), captions);
        }
    }
}

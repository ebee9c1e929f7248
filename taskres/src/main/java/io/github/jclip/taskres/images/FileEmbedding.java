// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.EncodingTimes;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.tensor.op.L2Normalize;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Embeds a list of image files.
 *
 * @param preprocessing of the files
 * @param reading of the files
 * @param normalize whether each embedding is scaled to length 1
 */
public record FileEmbedding(Clip clip, Preprocessing preprocessing, ImageReading reading, boolean normalize) {

    /**
     * Embeds the files that are not embedded yet.
     *
     * @param set of the whole list; has all files when this returns
     * @param counter told of the images that are embedded now
     * @return where the time went
     * @throws io.github.jclip.tensor.BadInputException if an image cannot be read and may not be left out
     */
    public EncodingTimes embed(List<Path> files, EmbeddedSet set, EncodingListener.Counter counter) {
        // Batches stand where those of an embedding in one go do, since sums may depend on a batch's size.
        int first = set.files();
        int batchSize = reading.batchSize();
        try (ImageBatches batches = reading.open(files.subList(first, files.size()), preprocessing)) {
            EncodingTimes times = clip.encodeImages(batches, (_, inRest, embeddings) -> {
                if (normalize) {
                    // Embeddings lie on the host, and this is nothing beside the tower's work.
                    new L2Normalize(embeddings, embeddings).reference();
                }
                int[] positions = Arrays.stream(inRest).map(it -> first + it).toArray();
                int endOfBatch = (positions[positions.length - 1] / batchSize + 1) * batchSize;
                set.add(positions, embeddings, Math.min(files.size(), endOfBatch));
                counter.advance(positions.length);
            });
            set.skipTo(files.size());
            return times;
        }
    }
}

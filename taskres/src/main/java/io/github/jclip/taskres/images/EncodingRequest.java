// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import io.github.jclip.taskres.data.Dataset;
import io.github.jclip.taskres.data.Sampling;
import io.github.jclip.taskres.features.ClassTexts.Underscores;
import io.github.jclip.taskres.features.FeaturesFile;
import java.util.Optional;

/**
 * What is to be embedded of a data set.
 *
 * @param dataset with the images that are wanted
 * @param sampling by which these were chosen, to be recorded
 * @param underscores what becomes of those in class names
 * @param normalize whether each embedding is scaled to length 1
 * @param views augmented views of each training image, beside the image itself; 0 for none
 * @param seed of the views
 */
public record EncodingRequest(
        Dataset dataset,
        Optional<Sampling> sampling,
        Underscores underscores,
        boolean normalize,
        int views,
        long seed) {

    /** Name of the training set in the features file. */
    public String trainingSet() {
        return FeaturesFile.trainingSet(sampling.map(Sampling::shots).orElse(0));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.tensor.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * OxfordFlowers: one class number for each image in a MATLAB matrix, names in a JSON object; divided at random.
 *
 * @param labels file of the matrix {@code labels}
 * @param names JSON object from class numbers to names
 */
record FlowersListing(String labels, String names) implements Listing {

    @Override
    public Splits read(Place place) {
        Path namesFile = place.folder().resolve(names);
        JsonNode classNames = SplitFile.parse(namesFile);
        List<Integer> classes = MatFile.read(place.folder().resolve(labels)).integers("labels");
        List<Sample> samples = new ArrayList<>(classes.size());
        for (int i = 0; i < classes.size(); i++) {
            JsonNode name = classNames.path(classes.get(i).toString());
            if (!name.isString() || classes.get(i) < 1) {
                throw new BadInputException(
                        "%s: names no class %d, which image %d has".formatted(namesFile, classes.get(i), i + 1));
            }
            String path = String.format(Locale.ROOT, "image_%05d.jpg", i + 1);
            samples.add(new Sample(path, classes.get(i) - 1, name.stringValue()));
        }
        return place.randomSplit().inThree(samples);
    }
}

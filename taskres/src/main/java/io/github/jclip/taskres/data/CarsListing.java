// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.tensor.BadInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * StanfordCars: MATLAB structs of file and class; class names with the year in front.
 *
 * @param names file of the cell array {@code class_names}
 * @param trainval file of the struct {@code annotations} to train on, whose images lie in {@code trainvalImages}
 * @param test file of the struct {@code annotations} of the test, whose images lie in {@code testImages}
 */
record CarsListing(String names, String trainval, String trainvalImages, String test, String testImages)
        implements Listing {

    @Override
    public Splits read(Place place) {
        List<String> classNames = MatFile.read(place.folder().resolve(names)).texts("class_names").stream()
                .map(CarsListing::yearFirst)
                .toList();
        return place.randomSplit()
                .withHeldOut(
                        samples(place, trainval, trainvalImages, classNames),
                        samples(place, test, testImages, classNames));
    }

    private static String yearFirst(String name) {
        int space = name.lastIndexOf(' ');
        return space < 0 ? name : name.substring(space + 1) + " " + name.substring(0, space);
    }

    private static List<Sample> samples(Place place, String file, String images, List<String> classNames) {
        MatFile annotations = MatFile.read(place.folder().resolve(file));
        List<String> names = annotations.texts("annotations", "fname");
        List<Integer> classes = annotations.integers("annotations", "class");
        List<Sample> samples = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            int label = classes.get(i) - 1;
            if (label < 0 || label >= classNames.size()) {
                throw new BadInputException("%s: annotation %d has class %d; classes go from 1 to %d"
                        .formatted(place.folder().resolve(file), i + 1, label + 1, classNames.size()));
            }
            samples.add(new Sample(images + "/" + names.get(i), label, classNames.get(label)));
        }
        return samples;
    }
}

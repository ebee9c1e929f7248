// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.tensor.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * ImageNet and its variants: one folder for each WordNet number, names in a list of "number name". A label is the rank
 * of the folder, or, where folders are numbered, the position in the list. What is tested on also serves as val, as in
 * the original, where there is something to train on.
 *
 * @param names list of the class names
 * @param train folder of the training images within the image folder, or null for data sets that are only tested on
 * @param test folder of the test images within the image folder, empty if it is the image folder itself
 * @param numbered whether folders are called 0, 1, 2 … in the order of the list
 */
record WordNetListing(String names, String train, String test, boolean numbered) implements Listing {

    @Override
    public Splits read(Place place) {
        Map<String, String> classNames = classNames(place.text(names));
        List<Sample> testSamples = samples(place, test, classNames);
        if (train == null) {
            return new Splits(List.of(), List.of(), testSamples);
        }
        return new Splits(samples(place, train, classNames), testSamples, testSamples);
    }

    private static Map<String, String> classNames(TextFile list) {
        Map<String, String> names = new LinkedHashMap<>();
        for (TextFile.Line line : list.lines()) {
            String[] fields = line.text().split(" ", 2);
            if (fields.length != 2) {
                throw list.bad(line, "must be 'n01440764 name'");
            }
            names.put(fields[0], fields[1]);
        }
        return names;
    }

    private List<Sample> samples(Place place, String within, Map<String, String> classNames) {
        List<String> numbers = List.copyOf(classNames.keySet());
        Path root = place.images().resolve(within);
        List<String> folders = numbered
                ? IntStream.range(0, numbers.size()).mapToObj(Integer::toString).toList()
                : FileOrder.folders(root);
        List<Sample> samples = new ArrayList<>();
        for (int label = 0; label < folders.size(); label++) {
            String number = numbered ? numbers.get(label) : folders.get(label);
            String className = classNames.get(number);
            if (className == null) {
                throw new BadInputException("%s: has no name for the folder %s"
                        .formatted(place.folder().resolve(names), root.resolve(number)));
            }
            String folder = within.isEmpty() ? folders.get(label) : within + "/" + folders.get(label);
            List<String> files = place.order().files(place.images(), folder, _ -> true);
            if (files.isEmpty()) {
                throw new BadInputException("%s: holds no image; fetch the data set again"
                        .formatted(place.images().resolve(folder)));
            }
            for (String file : files) {
                samples.add(new Sample(folder + "/" + file, label, className));
            }
        }
        return samples;
    }
}

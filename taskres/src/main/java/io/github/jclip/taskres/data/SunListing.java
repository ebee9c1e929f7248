// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * SUN397: paths such as {@code /c/church/indoor/sun_x.jpg}; the class is the folder, named by its parts after the
 * letter, the last one first.
 *
 * @param names list of the folders; a label is a position in it
 * @param trainval list of the images to train on
 * @param test list of the test images
 */
record SunListing(String names, String trainval, String test) implements Listing {

    @Override
    public Splits read(Place place) {
        Map<String, Integer> labels = Labels.byPosition(place.text(names).lines().stream()
                .map(line -> line.text().substring(1))
                .toList());
        return place.randomSplit()
                .withHeldOut(samples(labels, place.text(trainval)), samples(labels, place.text(test)));
    }

    private static List<Sample> samples(Map<String, Integer> labels, TextFile list) {
        List<Sample> samples = new ArrayList<>();
        for (TextFile.Line line : list.lines()) {
            String path = line.text().substring(1);
            int slash = path.lastIndexOf('/');
            if (slash < 0) {
                throw list.bad(line, "must be a path such as /a/abbey/image.jpg");
            }
            String folder = path.substring(0, slash);
            samples.add(new Sample(path, Labels.of(labels, folder, list, line), className(folder)));
        }
        return samples;
    }

    private static String className(String folder) {
        List<String> parts = new ArrayList<>(List.of(folder.split("/", -1)));
        parts.removeFirst();
        Collections.reverse(parts);
        return String.join(" ", parts);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * OxfordPets: lines of "image class species breed"; the class is named by the image's name up to its number.
 *
 * @param trainval list of the images to train on
 * @param test list of the test images
 */
record PetsListing(String trainval, String test) implements Listing {
    private static final int FIELDS = 4;

    @Override
    public Splits read(Place place) {
        return place.randomSplit().withHeldOut(samples(place.text(trainval)), samples(place.text(test)));
    }

    private static List<Sample> samples(TextFile list) {
        List<Sample> samples = new ArrayList<>();
        for (TextFile.Line line : list.lines()) {
            String[] fields = line.text().split(" ", -1);
            int number = fields[0].lastIndexOf('_');
            if (fields.length != FIELDS || number < 0) {
                throw list.bad(line, "must be 'Breed_number class species breed'");
            }
            String breed = fields[0].substring(0, number).toLowerCase(Locale.ROOT);
            samples.add(new Sample(fields[0] + ".jpg", Labels.fromOne(list, line, fields[1]), breed));
        }
        return samples;
    }
}

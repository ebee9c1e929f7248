// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * FGVCAircraft: three lists of "image variant", divided by its authors.
 *
 * @param names list of the variants; a label is a position in it
 */
record AircraftListing(String names, String train, String val, String test) implements Listing {

    @Override
    public Splits read(Place place) {
        Map<String, Integer> labels = Labels.byPosition(
                place.text(names).lines().stream().map(TextFile.Line::text).toList());
        return new Splits(
                samples(labels, place.text(train)),
                samples(labels, place.text(val)),
                samples(labels, place.text(test)));
    }

    private static List<Sample> samples(Map<String, Integer> labels, TextFile list) {
        List<Sample> samples = new ArrayList<>();
        for (TextFile.Line line : list.lines()) {
            String[] fields = line.text().split(" ", 2);
            if (fields.length != 2) {
                throw list.bad(line, "must be 'image variant'");
            }
            samples.add(new Sample(fields[0] + ".jpg", Labels.of(labels, fields[1], list, line), fields[1]));
        }
        return samples;
    }
}

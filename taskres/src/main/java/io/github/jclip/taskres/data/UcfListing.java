// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * UCF101's middle frames: lists of videos such as {@code ApplyLipstick/v_x.avi}; the frame is the JPEG of that name in
 * {@code Apply_Lipstick}, which is also the class name.
 *
 * @param names lines of "number Class"
 * @param trainval list of the videos to train on
 * @param test list of the test videos
 */
record UcfListing(String names, String trainval, String test) implements Listing {
    private static final Pattern WORD = Pattern.compile("[A-Z][^A-Z]*");

    @Override
    public Splits read(Place place) {
        Map<String, Integer> labels = labels(place.text(names));
        return place.randomSplit()
                .withHeldOut(samples(labels, place.text(trainval)), samples(labels, place.text(test)));
    }

    private static Map<String, Integer> labels(TextFile list) {
        Map<String, Integer> labels = new HashMap<>();
        for (TextFile.Line line : list.lines()) {
            String[] fields = line.text().split(" ", -1);
            if (fields.length != 2) {
                throw list.bad(line, "must be 'number Class'");
            }
            labels.put(fields[1], Labels.fromOne(list, line, fields[0]));
        }
        return labels;
    }

    private static List<Sample> samples(Map<String, Integer> labels, TextFile list) {
        List<Sample> samples = new ArrayList<>();
        for (TextFile.Line line : list.lines()) {
            String[] parts = line.text().split(" ", -1)[0].split("/", -1);
            if (parts.length != 2) {
                throw list.bad(line, "must be a path such as Archery/video.avi");
            }
            String words =
                    WORD.matcher(parts[0]).results().map(MatchResult::group).collect(Collectors.joining("_"));
            samples.add(new Sample(
                    words + "/" + parts[1].replace(".avi", ".jpg"), Labels.of(labels, parts[0], list, line), words));
        }
        return samples;
    }
}

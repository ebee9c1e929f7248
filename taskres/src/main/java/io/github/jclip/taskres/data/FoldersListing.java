// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One folder for each class, divided at random: Caltech101, Food101, DescribableTextures, EuroSAT.
 *
 * @param ignored folders that are no classes
 * @param renames class names of folders that are called otherwise
 */
record FoldersListing(List<String> ignored, Map<String, String> renames) implements Listing {
    FoldersListing {
        ignored = ignored == null ? List.of() : List.copyOf(ignored);
        renames = renames == null ? Map.of() : Map.copyOf(renames);
    }

    @Override
    public Splits read(Place place) {
        List<String> folders = FileOrder.folders(place.images()).stream()
                .filter(folder -> !ignored.contains(folder))
                .toList();
        List<Sample> samples = new ArrayList<>();
        for (int label = 0; label < folders.size(); label++) {
            String folder = folders.get(label);
            String className = renames.getOrDefault(folder, folder);
            for (String file : place.order().files(place.images(), folder, _ -> true)) {
                samples.add(new Sample(folder + "/" + file, label, className));
            }
        }
        return place.randomSplit().inThree(samples);
    }
}

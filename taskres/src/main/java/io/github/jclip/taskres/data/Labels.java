// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.taskres.data.TextFile.Line;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Labels in annotation files. */
final class Labels {
    private Labels() {}

    /** The label from 0 of a number that counts from 1. */
    static int fromOne(TextFile file, Line line, String number) {
        try {
            int value = Integer.parseInt(number);
            if (value >= 1) {
                return value - 1;
            }
        } catch (NumberFormatException _) {
            // Reported below with the numbers that are too small.
        }
        throw file.bad(line, "'%s' is no class number; they count from 1".formatted(number));
    }

    /** The label of each name in a list: its position. */
    static Map<String, Integer> byPosition(List<String> names) {
        Map<String, Integer> labels = new HashMap<>();
        for (String name : names) {
            labels.put(name, labels.size());
        }
        return labels;
    }

    /** The label of a name that must be known. */
    static int of(Map<String, Integer> labels, String name, TextFile file, Line line) {
        Integer label = labels.get(name);
        if (label == null) {
            throw file.bad(line, "names the class '%s', which the list of classes lacks".formatted(name));
        }
        return label;
    }
}

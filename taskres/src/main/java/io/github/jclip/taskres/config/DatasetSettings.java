// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.config;

import java.util.Locale;
import java.util.Map;

/**
 * Settings that a method's authors take for one data set alone: TaskRes has a tenth of the learning rate for ImageNet, and
 * the whole of the residual for OxfordFlowers, by the configurations and scripts of its repository.
 */
public final class DatasetSettings {
    private static final Map<String, Map<String, Map<String, String>>> BY_METHOD =
            Map.of("taskres", Map.of("imagenet", Map.of("lr", "2e-4"), "oxfordflowers", Map.of("alpha", "1.0")));

    private DatasetSettings() {}

    /** Values by setting; none for most. */
    public static Map<String, String> of(String dataSet, String method) {
        return BY_METHOD.getOrDefault(method, Map.of()).getOrDefault(plain(dataSet), Map.of());
    }

    /** A data set's name without what differs between the forms it is written in. */
    static String plain(String dataSet) {
        return dataSet.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Settings of several methods in the form {@code method.key=value}. */
final class SettingChanges {
    private static final Pattern FORM = Pattern.compile("([^.=]+)\\.([^=]+)=(.*)");

    private SettingChanges() {}

    /** Values by method and key. */
    static Map<String, Map<String, String>> parse(List<String> given) {
        Map<String, Map<String, String>> changes = new LinkedHashMap<>();
        for (String text : given) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new BadInputException(
                        "--set %s: give method.key=value, like taskres.alpha=1".formatted(Excerpt.quote(text)));
            }
            String earlier = changes.computeIfAbsent(matcher.group(1), _ -> new LinkedHashMap<>())
                    .put(matcher.group(2), matcher.group(3));
            if (earlier != null) {
                throw new BadInputException("--set %s: that setting is given twice".formatted(Excerpt.quote(text)));
            }
        }
        return changes;
    }
}

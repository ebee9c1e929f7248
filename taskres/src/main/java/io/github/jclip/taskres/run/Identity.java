// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a piece of work is made from, as pairs of a name and a value for the user. */
public final class Identity {
    private Identity() {}

    /** The first difference in words, {@code lr 0.1, not 0.2}; empty where there is none. */
    public static String difference(Map<String, String> earlier, Map<String, String> now) {
        Map<String, String> all = new LinkedHashMap<>(now);
        earlier.forEach(all::putIfAbsent);
        return all.keySet().stream()
                .filter(name -> !String.valueOf(earlier.get(name)).equals(String.valueOf(now.get(name))))
                .map(name -> "%s %s, not %s".formatted(name, earlier.get(name), now.get(name)))
                .findFirst()
                .orElse("");
    }
}

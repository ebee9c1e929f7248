// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The methods there are, and their settings by name, so that files and command lines can set them. */
public final class Methods {
    /** In the order of the papers' tables. */
    public static final List<String> NAMES = List.of(
            "zero-shot", "linear-probe", "tip-adapter", "tip-adapter-f", "clip-adapter", EnhancedBase.NAME, "taskres");

    private Methods() {}

    /**
     * A method with its default settings.
     *
     * @param shots training images of each class, on which some defaults depend; 0 for all
     * @throws BadInputException if there is no method of that name
     */
    public static Method named(String name, int shots) {
        return switch (name) {
            case "zero-shot" -> ZeroShot.DEFAULT;
            case "linear-probe" -> LinearProbe.DEFAULT;
            case "tip-adapter" -> TipAdapter.DEFAULT;
            case "tip-adapter-f" -> TipAdapterF.DEFAULT;
            case "clip-adapter" -> ClipAdapter.DEFAULT;
            case EnhancedBase.NAME -> EnhancedBase.DEFAULT;
            case "taskres" -> TaskRes.defaults(shots);
            default ->
                throw new BadInputException(Excerpt.line("method %s: there is no such method; choose one of %s"
                        .formatted(Excerpt.quote(name), String.join(", ", NAMES))));
        };
    }

    /**
     * The method with other settings.
     *
     * @param changes values by name; names are those of {@link #settings}
     * @param where what set them, for messages: a file, an option
     * @throws BadInputException if a name is unknown or a value cannot be used
     */
    public static Method with(Method method, Map<String, String> changes, String where) {
        return SettingsRecord.with(method, changes, where);
    }

    /** The settings by name, in the order of the record: numbers, booleans or strings, as they go into JSON. */
    public static Map<String, Object> settings(Method method) {
        return new LinkedHashMap<>(SettingsRecord.values(method));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The kinds of things that there are, drawn in {@code objects.json}. */
public final class Kinds {
    private static final JsonNode DRAWINGS = read();
    private static final List<Kind> KNOWN = kinds(DRAWINGS.get("known"));
    private static final List<Kind> UNSEEN = kinds(DRAWINGS.get("unseen"));

    private Kinds() {}

    /** Those of the training scenes, which are the classes of the zero-shot evaluation. */
    public static List<Kind> known() {
        return KNOWN;
    }

    /** Those that no training scene shows and no training caption names. */
    public static List<Kind> unseen() {
        return UNSEEN;
    }

    private static List<Kind> kinds(JsonNode drawings) {
        List<Kind> kinds = new ArrayList<>();
        for (JsonNode drawing : drawings) {
            kinds.add(new Kind(
                    drawing.get("name").asString(), drawing.get("plural").asString(), parts(drawing.get("parts"))));
        }
        return List.copyOf(kinds);
    }

    private static List<Kind.Part> parts(JsonNode drawings) {
        List<Kind.Part> parts = new ArrayList<>();
        for (JsonNode part : drawings) {
            parts.add(new Kind.Part(
                    part.get("tone").asDouble(),
                    PathNotation.parse(part.get("path").asString())));
        }
        return parts;
    }

    private static JsonNode read() {
        try (InputStream resource = Kinds.class.getResourceAsStream("objects.json")) {
            return JsonMapper.shared().readTree(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

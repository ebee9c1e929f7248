// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Split files as CoOp has them ({@code split_zhou_*.json}): {@code train}, {@code val} and {@code test}, each a list of
 * [path, label, class name]. Members of other names, such as those of a {@link Sampling}, are left alone.
 */
public final class SplitFile {
    private static final int SAMPLE_FIELDS = 3;

    private SplitFile() {}

    /**
     * Reads a split file.
     *
     * @throws BadInputException if it is damaged; names the entry
     */
    public static Splits read(Path file) {
        return splits(file, parse(file));
    }

    /** Writes a split file: the bytes that Python's {@code json.dump(split, file, indent=4)} gives. */
    public static void write(Path file, Splits splits) {
        PythonJson json = new PythonJson().beginObject();
        appendTo(json, splits);
        AtomicFile.write(file, json.endObject().toString());
    }

    static void appendTo(PythonJson json, Splits splits) {
        append(json.name("train"), splits.train());
        append(json.name("val"), splits.val());
        append(json.name("test"), splits.test());
    }

    private static void append(PythonJson json, List<Sample> samples) {
        json.beginArray();
        for (Sample sample : samples) {
            json.beginArray()
                    .value(sample.path())
                    .value(sample.label())
                    .value(sample.className())
                    .endArray();
        }
        json.endArray();
    }

    static JsonNode parse(Path file) {
        FileErrors.requireFile(file);
        try {
            JsonNode root = JsonMapper.shared().readTree(Files.readString(file));
            if (!root.isObject()) {
                throw bad(file, "is not a JSON object; give a split file");
            }
            return root;
        } catch (JacksonException e) {
            throw bad(file, "is not JSON (%s); fetch or write it again".formatted(e.getOriginalMessage()));
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    static Splits splits(Path file, JsonNode root) {
        return new Splits(samples(file, root, "train"), samples(file, root, "val"), samples(file, root, "test"));
    }

    private static List<Sample> samples(Path file, JsonNode root, String split) {
        JsonNode list = root.path(split);
        if (!list.isArray()) {
            throw bad(file, "has no list '%s'; a split file has train, val and test".formatted(split));
        }
        List<Sample> samples = new ArrayList<>(list.size());
        for (JsonNode entry : list) {
            if (!isSample(entry)) {
                throw bad(
                        file,
                        "%s[%d] is %s; it must be [path, label ≥ 0, class name]"
                                .formatted(split, samples.size(), Excerpt.quote(entry.toString())));
            }
            samples.add(new Sample(
                    entry.get(0).stringValue(),
                    entry.get(1).intValue(),
                    entry.get(2).stringValue()));
        }
        return samples;
    }

    private static boolean isSample(JsonNode entry) {
        return entry.isArray()
                && entry.size() == SAMPLE_FIELDS
                && entry.get(0).isString()
                && entry.get(1).isInt()
                && entry.get(1).intValue() >= 0
                && entry.get(2).isString();
    }

    private static BadInputException bad(Path file, String what) {
        return new BadInputException(Excerpt.line(file + ": " + what));
    }
}

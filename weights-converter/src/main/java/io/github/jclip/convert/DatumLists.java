// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.convert.pickle.PickleInput;
import io.github.jclip.convert.pickle.PickleMachine;
import io.github.jclip.convert.pickle.PickleValue;
import io.github.jclip.convert.pickle.PickleValue.Entry;
import io.github.jclip.convert.pickle.PickleValue.Instance;
import io.github.jclip.convert.pickle.PickleValue.Int;
import io.github.jclip.convert.pickle.PickleValue.Mapping;
import io.github.jclip.convert.pickle.PickleValue.Sequence;
import io.github.jclip.convert.pickle.PickleValue.Text;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the few-shot caches of CoOp and its successors: a pickled dictionary of lists of Dassl's {@code Datum}. As with
 * every pickle here, nothing in it is executed.
 */
public final class DatumLists {
    private static final long MAX_LENGTH = 4L << 20;

    private final Path file;

    private DatumLists(Path file) {
        this.file = file;
    }

    /** An image with its class, the path as it was on the machine that wrote the cache. */
    public record Datum(String path, int label, String className) {}

    /**
     * Reads a cache.
     *
     * @return the lists under their names, {@code train} and mostly {@code val}
     * @throws BadInputException if the file is missing, damaged or holds something else
     */
    public static Map<String, List<Datum>> read(Path file) {
        FileErrors.requireFile(file);
        try {
            if (Files.size(file) > MAX_LENGTH) {
                throw new DatumLists(file).bad("is larger than %d MiB".formatted(MAX_LENGTH >> 20));
            }
            MemorySegment bytes = MemorySegment.ofArray(Files.readAllBytes(file));
            // Any class may be named: nothing is made of it, and what is not a Datum is refused below.
            PickleValue root = PickleMachine.read(new PickleInput(file.toString(), bytes), _ -> true)
                    .root();
            return new DatumLists(file).lists(root);
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    private Map<String, List<Datum>> lists(PickleValue root) {
        if (!(root instanceof Mapping mapping)) {
            throw bad("is not a dictionary");
        }
        Map<String, List<Datum>> lists = new LinkedHashMap<>();
        for (Entry entry : mapping.entries()) {
            if (!(entry.key() instanceof Text(String name) && entry.value() instanceof Sequence items)) {
                throw bad("holds something else than named lists");
            }
            List<Datum> list = new ArrayList<>(items.items().size());
            for (PickleValue item : items.items()) {
                list.add(datum(item).orElseThrow(() -> bad("%s[%d] is no Datum".formatted(name, list.size()))));
            }
            lists.put(name, list);
        }
        return lists;
    }

    private static Optional<Datum> datum(PickleValue value) {
        if (!(value instanceof Instance instance
                && instance.callable().name().equals("Datum")
                && instance.state() instanceof Mapping state)) {
            return Optional.empty();
        }
        Map<String, PickleValue> fields = new LinkedHashMap<>();
        for (Entry entry : state.entries()) {
            if (entry.key() instanceof Text(String name)) {
                fields.put(name, entry.value());
            }
        }
        return fields.get("_impath") instanceof Text(String path)
                        && fields.get("_label") instanceof Int(var label)
                        && label.bitLength() < Integer.SIZE
                        && fields.get("_classname") instanceof Text(String className)
                ? Optional.of(new Datum(path, label.intValueExact(), className))
                : Optional.empty();
    }

    private BadInputException bad(String what) {
        return new BadInputException(
                Excerpt.line("%s: %s; give a few-shot cache, such as shot_16-seed_1.pkl".formatted(file, what)));
    }
}

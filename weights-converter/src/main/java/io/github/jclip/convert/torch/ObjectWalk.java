// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.torch;

import io.github.jclip.convert.pickle.PickleValue;
import io.github.jclip.convert.pickle.PickleValue.Bool;
import io.github.jclip.convert.pickle.PickleValue.Bytes;
import io.github.jclip.convert.pickle.PickleValue.Entry;
import io.github.jclip.convert.pickle.PickleValue.Global;
import io.github.jclip.convert.pickle.PickleValue.Instance;
import io.github.jclip.convert.pickle.PickleValue.Int;
import io.github.jclip.convert.pickle.PickleValue.Mapping;
import io.github.jclip.convert.pickle.PickleValue.None;
import io.github.jclip.convert.pickle.PickleValue.Persistent;
import io.github.jclip.convert.pickle.PickleValue.Real;
import io.github.jclip.convert.pickle.PickleValue.Sequence;
import io.github.jclip.convert.pickle.PickleValue.Text;
import io.github.jclip.tensor.io.Excerpt;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the tensors and the plain values in an object. Each has the path of keys, indices and attributes that leads to
 * it, joined by dots. A container that is reached twice counts under its first path only, so that sharing costs
 * nothing.
 */
final class ObjectWalk {
    /** State dicts nest 3 deep, compiled modules 8. */
    private static final int MAX_DEPTH = 64;

    private static final int MAX_NAME_LENGTH = 1024;

    private final String place;
    private final Function<Persistent, Storage> storages;
    private final SequencedMap<String, TorchTensor> tensors = new LinkedHashMap<>();
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Set<PickleValue> visited = Collections.newSetFromMap(new IdentityHashMap<>());

    private ObjectWalk(String place, Function<Persistent, Storage> storages) {
        this.place = place;
        this.storages = storages;
    }

    /**
     * Walks an object.
     *
     * @param place the file and what of it, for messages
     * @param storages gives a storage for the reference to it
     */
    static ObjectWalk of(String place, PickleValue root, Function<Persistent, Storage> storages) {
        ObjectWalk walk = new ObjectWalk(place, storages);
        walk.visit("", root, 0);
        return walk;
    }

    SequencedMap<String, TorchTensor> tensors() {
        return tensors;
    }

    Map<String, Object> values() {
        return values;
    }

    private void visit(String path, PickleValue value, int depth) {
        if (depth > MAX_DEPTH) {
            throw Arguments.damaged(place, "values nest deeper than %d levels".formatted(MAX_DEPTH));
        }
        switch (value) {
            case Text(String text) -> values.put(path, text);
            case Bool bool -> values.put(path, bool == Bool.TRUE);
            case Int(var number) -> values.put(path, number);
            case Real(double number) -> values.put(path, number);
            case None _, Bytes _, Global _, Persistent _ -> {}
            case Sequence sequence -> visitItems(path, sequence, depth);
            case Mapping mapping -> visitEntries(path, mapping, depth);
            case Instance instance -> visitInstance(path, instance, depth);
        }
    }

    private void visitItems(String path, Sequence sequence, int depth) {
        List<PickleValue> items = sequence.items();
        if (items.isEmpty() || !visited.add(sequence)) {
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            visit(join(path, Integer.toString(i)), items.get(i), depth + 1);
        }
    }

    private void visitEntries(String path, Mapping mapping, int depth) {
        if (!visited.add(mapping)) {
            return;
        }
        for (Entry entry : mapping.entries()) {
            Optional<String> key = keyOf(entry.key());
            if (key.isPresent()) {
                visit(join(path, key.get()), entry.value(), depth + 1);
            }
        }
    }

    private void visitInstance(String path, Instance instance, int depth) {
        if (TorchTensor.isTensor(instance)) {
            tensors.put(path, TorchTensor.of(place, instance, storages));
        } else if (TorchGlobals.isModule(instance.callable()) && visited.add(instance)) {
            visit(path, instance.state(), depth + 1);
        }
    }

    /** Keys of other kinds than strings and integers lead to nothing that has a name. */
    private static Optional<String> keyOf(PickleValue key) {
        return switch (key) {
            case Text(String text) -> Optional.of(text);
            case Int(var number) -> Optional.of(number.toString());
            default -> Optional.empty();
        };
    }

    private String join(String path, String key) {
        if (path.length() + key.length() > MAX_NAME_LENGTH) {
            throw Arguments.damaged(
                    place,
                    "the name %s… is longer than %d characters"
                            .formatted(Excerpt.quote(path.isEmpty() ? key : path), MAX_NAME_LENGTH));
        }
        return path.isEmpty() ? key : path + "." + key;
    }
}

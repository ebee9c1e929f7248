// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pickle;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A value in a pickle. Containers are compared by identity and may hold themselves, as in Python: whoever walks them
 * keeps count of depth and of what was visited.
 */
public sealed interface PickleValue {

    /** Python's {@code None}. */
    enum None implements PickleValue {
        NONE
    }

    /** A truth value. */
    enum Bool implements PickleValue {
        FALSE,
        TRUE
    }

    /** An integer of any size. */
    record Int(BigInteger value) implements PickleValue {}

    /** A floating-point number. */
    record Real(double value) implements PickleValue {}

    /** A string. */
    record Text(String value) implements PickleValue {}

    /** A byte string, as a view of the pickle. */
    record Bytes(MemorySegment value) implements PickleValue {}

    /** A name that the pickle imports: a function or a class. */
    record Global(String module, String name) implements PickleValue {
        /** As Python writes it: {@code module.name}. */
        public String qualifiedName() {
            return module + "." + name;
        }
    }

    /** Something stored outside the pickle, such as a tensor's elements. */
    record Persistent(PickleValue id) implements PickleValue {}

    /** A tuple, a list or a set. */
    final class Sequence implements PickleValue {
        private final List<PickleValue> items;
        private final boolean growable;

        Sequence(List<PickleValue> items, boolean growable) {
            this.items = items;
            this.growable = growable;
        }

        /** The items, in order. */
        public List<PickleValue> items() {
            return Collections.unmodifiableList(items);
        }

        /** Whether items may be added: not to a tuple. */
        boolean isGrowable() {
            return growable;
        }

        void addAll(List<PickleValue> more) {
            items.addAll(more);
        }
    }

    /** An entry of a {@link Mapping}. */
    record Entry(PickleValue key, PickleValue value) {}

    /** A dictionary of any kind, as the list of what was put into it. */
    final class Mapping implements PickleValue {
        private final List<Entry> entries = new ArrayList<>(0);

        Mapping() {}

        /** The entries in the order in which they were put; a key may come twice, and then the later one counts. */
        public List<Entry> entries() {
            return Collections.unmodifiableList(entries);
        }

        void put(PickleValue key, PickleValue value) {
            entries.add(new Entry(key, value));
        }
    }

    /** What calling a {@link Global} would have made: the call, and what the pickle then did with the result. */
    final class Instance implements PickleValue {
        private final Global callable;
        private final List<PickleValue> arguments;
        private PickleValue state = None.NONE;

        Instance(Global callable, List<PickleValue> arguments) {
            this.callable = callable;
            this.arguments = arguments;
        }

        public Global callable() {
            return callable;
        }

        public List<PickleValue> arguments() {
            return Collections.unmodifiableList(arguments);
        }

        /** The attributes, usually a {@link Mapping}; {@link None} if none were set. */
        public PickleValue state() {
            return state;
        }

        void build(PickleValue newState) {
            state = newState;
        }
    }
}

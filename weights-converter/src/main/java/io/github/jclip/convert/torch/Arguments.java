// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.torch;

import io.github.jclip.convert.pickle.PickleValue;
import io.github.jclip.convert.pickle.PickleValue.Global;
import io.github.jclip.convert.pickle.PickleValue.Int;
import io.github.jclip.convert.pickle.PickleValue.Sequence;
import io.github.jclip.convert.pickle.PickleValue.Text;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.util.List;

/**
 * The arguments of a call in a pickle, each asked for by the type it must have.
 *
 * @param place the file and what of it, for messages
 * @param values the arguments
 */
record Arguments(String place, List<PickleValue> values) {

    static Arguments of(String place, PickleValue tuple) {
        if (tuple instanceof Sequence sequence) {
            return new Arguments(place, sequence.items());
        }
        throw damaged(place, "a tuple is missing");
    }

    static BadInputException damaged(String place, String trouble) {
        return new BadInputException(Excerpt.line(place + ": " + trouble + "; the file is damaged, fetch it again"));
    }

    int count() {
        return values.size();
    }

    PickleValue at(int index) {
        if (index >= values.size()) {
            throw damaged(place, "argument %d of a call is missing".formatted(index));
        }
        return values.get(index);
    }

    Global global(int index) {
        if (at(index) instanceof Global global) {
            return global;
        }
        throw wrong(index, "a type");
    }

    /** A string, or an integer's digits: keys of storages come as both. */
    String key(int index) {
        return switch (at(index)) {
            case Text(String text) -> text;
            case Int(var number) when number.bitLength() < Long.SIZE -> number.toString();
            default -> throw wrong(index, "a key");
        };
    }

    /** An integer from 0 to 2⁶³−1. */
    long natural(int index) {
        if (at(index) instanceof Int(var number) && number.signum() >= 0 && number.bitLength() < Long.SIZE) {
            return number.longValueExact();
        }
        throw wrong(index, "a non-negative integer");
    }

    /** A tuple of integers from 0 to 2⁶³−1. */
    long[] naturals(int index) {
        Arguments items = of(place, at(index));
        long[] numbers = new long[items.count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = items.natural(i);
        }
        return numbers;
    }

    private BadInputException wrong(int index, String expected) {
        return damaged(place, "argument %d of a call is not %s".formatted(index, expected));
    }
}

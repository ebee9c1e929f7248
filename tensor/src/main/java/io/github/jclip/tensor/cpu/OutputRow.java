// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static io.github.jclip.tensor.cpu.RawMemory.get;
import static io.github.jclip.tensor.cpu.RawMemory.load;
import static io.github.jclip.tensor.cpu.RawMemory.put;
import static io.github.jclip.tensor.cpu.RawMemory.store;

import jdk.incubator.vector.FloatVector;

/**
 * What becomes of a row of a product, in one pass. ReLU is a floor of 0, no activation one of −∞. Where K is small, a
 * pass for each summand takes as long as the product.
 */
final class OutputRow {
    private OutputRow() {}

    /** target = max(a + b, floor). */
    static void sum(long a, long b, float floor, long target, int count) {
        FloatVector least = FloatVector.broadcast(Lanes.FLOATS, floor);
        int i = 0;
        for (; i < Rows.inVectors(count); i += Lanes.FLOATS.length()) {
            FloatVector sum = load(Rows.plus(a, i)).add(load(Rows.plus(b, i)));
            store(sum.max(least), Rows.plus(target, i));
        }
        for (; i < count; i++) {
            float sum = get(Rows.plus(a, i)) + get(Rows.plus(b, i));
            put(Rows.plus(target, i), Math.max(sum, floor));
        }
    }

    /** target = max((a + b) + c, floor). */
    static void sum(long a, long b, long c, float floor, long target, int count) {
        FloatVector least = FloatVector.broadcast(Lanes.FLOATS, floor);
        int i = 0;
        for (; i < Rows.inVectors(count); i += Lanes.FLOATS.length()) {
            FloatVector sum = load(Rows.plus(a, i)).add(load(Rows.plus(b, i))).add(load(Rows.plus(c, i)));
            store(sum.max(least), Rows.plus(target, i));
        }
        for (; i < count; i++) {
            float sum = get(Rows.plus(a, i)) + get(Rows.plus(b, i)) + get(Rows.plus(c, i));
            put(Rows.plus(target, i), Math.max(sum, floor));
        }
    }
}

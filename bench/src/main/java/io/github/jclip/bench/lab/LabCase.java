// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.bench.SeededOperands;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.op.Op;
import java.util.List;

/**
 * An op of the laboratory.
 *
 * @param name the op's, with its variant
 * @param size for people
 * @param maker makes the op and its operands
 */
record LabCase(String name, String size, Maker maker) {

    /**
     * A way to the same result by simpler ops.
     *
     * @param ops in the order in which they run
     */
    record Composition(String name, List<Op> ops) {}

    /** An op with what it is held against. */
    record Made(Op op, List<Composition> simpler) {}

    /** Makes an op on a device. */
    @FunctionalInterface
    interface Maker {
        Made make(SeededOperands operands, Device device);
    }

    /** Makes an op that is held against nothing. */
    @FunctionalInterface
    interface OpMaker {
        Op make(SeededOperands operands, Device device);
    }

    static LabCase of(String name, String size, OpMaker maker) {
        return new LabCase(name, size, (operands, device) -> new Made(maker.make(operands, device), List.of()));
    }
}

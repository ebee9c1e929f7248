// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Op;

/**
 * A single op.
 *
 * @param name of the op, with its activation where that decides the work
 * @param size for people
 * @param maker makes the op and its operands
 */
public record OpCase(String name, String size, Maker maker) implements BenchCase {

    /** Makes an op. */
    @FunctionalInterface
    interface Maker {
        /**
         * Makes the op.
         *
         * @param device packs weights
         */
        Op make(SeededOperands operands, CpuDevice device);
    }

    @Override
    public Group group() {
        return Group.OPS;
    }

    @Override
    public OpTrial prepare(Scope scope) {
        try (CpuDevice device = new CpuDevice(1)) {
            return new OpTrial(this, maker.make(new SeededOperands(scope), device));
        }
    }
}

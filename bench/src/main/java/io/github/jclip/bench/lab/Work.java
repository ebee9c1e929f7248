// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.Op;

/**
 * What an op has to do on the device it was made for.
 *
 * @param flops floating-point operations: a multiply-add counts 2, transcendental functions 1
 * @param bytes that must move: every input read once, every output written once, packed weights as they lie on the device
 */
record Work(double flops, double bytes) {

    static Work of(Op op) {
        return new Work(
                op.flops(),
                switch (op) {
                    case Linear it -> packed(op, it.w());
                    case Convolution it -> packed(op, it.w());
                    default -> op.bytes();
                });
    }

    private static double packed(Op op, PackedMatrix weights) {
        return (double) op.bytes() - weights.source().byteSize() + weights.byteSize();
    }
}

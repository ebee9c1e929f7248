// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

/**
 * What a case has to do at least, for GFLOP/s and GB/s.
 *
 * @param flops floating-point operations: a multiply-add counts 2, transcendental functions 1
 * @param bytes bytes that must move: every input of every op read once, every output written once
 */
public record Work(double flops, double bytes) {
    /** Of cases whose time is all that matters. */
    static final Work UNCOUNTED = new Work(0, 0);

    boolean isCounted() {
        return flops > 0 || bytes > 0;
    }
}

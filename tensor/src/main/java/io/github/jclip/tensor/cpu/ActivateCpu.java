// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Activate;

/** {@link Activate} on the CPU. */
final class ActivateCpu {
    private ActivateCpu() {}

    static void run(Activate op, Workers workers) {
        op.reference();
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Add;

/** {@link Add} on the CPU. */
final class AddCpu {
    private AddCpu() {}

    static void run(Add op, Workers workers) {
        op.reference();
    }
}

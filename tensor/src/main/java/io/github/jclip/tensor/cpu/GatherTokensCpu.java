// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.GatherTokens;

/** {@link GatherTokens} on the CPU. */
final class GatherTokensCpu {
    private GatherTokensCpu() {}

    static void run(GatherTokens op, Workers workers) {
        op.reference();
    }
}

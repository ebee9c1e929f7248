// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.EmbeddingLookup;

/** {@link EmbeddingLookup} on the CPU. */
final class EmbeddingLookupCpu {
    private EmbeddingLookupCpu() {}

    static void run(EmbeddingLookup op, Workers workers) {
        op.reference();
    }
}

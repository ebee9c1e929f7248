// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

/** Memory for the intermediate values of one task. Each thread keeps its own, as large as it ever needed. */
final class FloatScratch {
    private static final ThreadLocal<float[]> MEMORY = ThreadLocal.withInitial(() -> new float[0]);

    private FloatScratch() {}

    /** At least this many floats. The next call in the same thread returns the same memory. */
    static float[] floats(int count) {
        float[] memory = MEMORY.get();
        if (memory.length < count) {
            memory = new float[count];
            MEMORY.set(memory);
        }
        return memory;
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;

/** How a peer's output lies, compared with jclip's. */
enum OutputLayout {
    AS_IT_IS {
        @Override
        float[] rearrange(float[] values, int[] dims) {
            return values;
        }
    },
    /** Feature maps [B, C, h, w], which jclip has as [B, h, w, C]. */
    CHANNELS_FIRST {
        @Override
        float[] rearrange(float[] values, int[] dims) {
            try (Scope scope = Scope.ofHost()) {
                return Tensor.ofFloats(scope, values, dims).permute(0, 2, 3, 1).toFloatArray();
            }
        }
    };

    /** The values in the order of jclip's output. */
    abstract float[] rearrange(float[] values, int[] dims);
}

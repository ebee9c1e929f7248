// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.GatherTokens;

/**
 * The token of each sequence that stands for all of it.
 *
 * @param positions its position, I32 [B]
 */
record Pooling(Tensor positions) {

    /** Appends a copy of these tokens of x [B, T, C] to a borrowed buffer [B, C]. */
    Tensor append(Program program, Tensor x) {
        Tensor pooled = program.borrow(x.dim(0), x.dim(2));
        program.add(new GatherTokens(x, positions, pooled));
        return pooled;
    }
}

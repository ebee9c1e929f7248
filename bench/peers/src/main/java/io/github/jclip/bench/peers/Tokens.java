// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.Arrays;

/** Token ids as peers take them. */
final class Tokens {
    private Tokens() {}

    /** I64 [N, T]. */
    static Tensor of(int[][] tokens, Scope scope) {
        int[] ids = Arrays.stream(tokens).flatMapToInt(Arrays::stream).toArray();
        return Tensor.ofInts(scope, ids, tokens.length, tokens[0].length).copyTo(scope, DType.I64);
    }
}

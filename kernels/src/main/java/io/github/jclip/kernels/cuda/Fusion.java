// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Executions of a fixed sequence of ops, in which neighbours that one execution serves better are one. */
final class Fusion {
    private Fusion() {}

    /** The executions, in the order of the ops. */
    static List<OpRun> of(List<Op> ops) {
        List<OpRun> runs = new ArrayList<>();
        for (int i = 0; i < ops.size(); i++) {
            Optional<OpRun> pair = i + 1 < ops.size() ? pair(ops.get(i), ops.get(i + 1)) : Optional.empty();
            runs.add(pair.orElse(OpRun.of(ops.get(i))));
            if (pair.isPresent()) {
                i++;
            }
        }
        return runs;
    }

    private static Optional<OpRun> pair(Op first, Op second) {
        boolean supported =
                OpRun.of(first).reason().isEmpty() && OpRun.of(second).reason().isEmpty();
        return supported
                        && first instanceof Linear layer
                        && second instanceof LayerNorm norm
                        && ResidualLayerNormCuda.matches(layer, norm)
                ? Optional.of(new OpRun(Optional.empty(), launcher -> ResidualLayerNormCuda.run(layer, norm, launcher)))
                : Optional.empty();
    }
}

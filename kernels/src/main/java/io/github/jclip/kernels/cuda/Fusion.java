// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.AddScaled;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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
        return supported ? execution(first, second).map(run -> new OpRun(Optional.empty(), run)) : Optional.empty();
    }

    private static Optional<Consumer<Launcher>> execution(Op first, Op second) {
        if (first instanceof Linear layer && second instanceof LayerNorm norm) {
            return Optional.<Consumer<Launcher>>of(launcher -> ResidualLayerNormCuda.run(layer, norm, launcher))
                    .filter(_ -> ResidualLayerNormCuda.matches(layer, norm));
        }
        if (first instanceof AddScaled sum && second instanceof L2Normalize norm) {
            return Optional.<Consumer<Launcher>>of(launcher -> AddScaledNormalizeCuda.run(sum, norm, launcher))
                    .filter(_ -> AddScaledNormalizeCuda.matches(sum, norm));
        }
        if (first instanceof CrossEntropy loss && second instanceof CrossEntropyBackward gradient) {
            return Optional.<Consumer<Launcher>>of(launcher -> CrossEntropyStepCuda.run(loss, gradient, launcher))
                    .filter(_ -> CrossEntropyStepCuda.matches(loss, gradient));
        }
        return Optional.empty();
    }

    /** Whether two tensors are the same elements of the same memory. */
    static boolean isSame(Tensor a, Tensor b) {
        boolean same = a.shape().equals(b.shape())
                && a.segment().address() == b.segment().address();
        for (int d = 0; same && d < a.rank(); d++) {
            same = a.stride(d) == b.stride(d);
        }
        return same;
    }
}

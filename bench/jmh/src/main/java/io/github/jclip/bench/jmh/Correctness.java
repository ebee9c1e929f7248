// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh;

import io.github.jclip.bench.Contender;
import io.github.jclip.bench.GemmTrial;
import io.github.jclip.bench.OpTrial;
import io.github.jclip.bench.Trial;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.AveragePool;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.op.Softmax;
import java.util.Arrays;

/**
 * Whether what is timed is right. Of a single op, the first rows are compared with its specification in double precision;
 * a tower and a training step, whose ops the tests compare one by one, must give the same bits on another number of
 * threads.
 */
final class Correctness {
    private static final int ROWS = 2;

    private Correctness() {}

    /** Checks a contender that has run. */
    static void check(Trial trial, Contender contender, int threads) {
        float[] output = contender.output();
        switch (trial) {
            case GemmTrial it -> compare(it.op(), output, trial.tolerance(output));
            case OpTrial it -> compare(it.op(), output, trial.tolerance(output));
            default -> repeat(trial, output, threads + 1);
        }
    }

    private static void compare(Op op, float[] output, double allowed) {
        try (Scope scope = Scope.ofHost()) {
            Op part = firstRows(op, scope);
            part.reference();
            float[] expected = part.outputs().getFirst().toFloatArray();
            for (int i = 0; i < Math.min(expected.length, comparable(op, expected.length)); i++) {
                if (!(Math.abs(expected[i] - output[i]) <= allowed)) {
                    throw new IllegalStateException(
                            "%s: element %d is %s, should be %s".formatted(op.name(), i, output[i], expected[i]));
                }
            }
        }
    }

    /** Only the first row of a convolution's part sees all that it should. */
    private static int comparable(Op op, int all) {
        return op instanceof Convolution it ? it.y().dim(2) * it.y().dim(3) : all;
    }

    /** The same op on the beginning of its operands, with an output of its own. */
    private static Op firstRows(Op op, Scope scope) {
        return switch (op) {
            case Linear it -> {
                Tensor residual = it.epilogue().residual();
                Epilogue epilogue =
                        residual == null ? it.epilogue() : it.epilogue().withResidual(first(residual));
                Tensor x = first(it.x());
                yield new Linear(
                        x, it.w(), epilogue, output(scope, x.dim(0), it.y().dim(1)));
            }
            case Convolution it -> {
                Tensor x = it.x().slice(0, 0, 1).slice(1, 0, Math.min(it.x().dim(1), it.kernel() + it.stride()));
                int height = (x.dim(1) + 2 * it.padding() - it.kernel()) / it.stride() + 1;
                Tensor y = output(scope, 1, height, it.y().dim(2), it.y().dim(3));
                yield new Convolution(x, it.w(), it.kernel(), it.stride(), it.padding(), it.epilogue(), y);
            }
            case Attention it -> {
                Tensor q = it.q().slice(0, 0, 1);
                Tensor y = output(scope, q.shape().toArray());
                yield new Attention(q, it.k().slice(0, 0, 1), it.v().slice(0, 0, 1), it.heads(), it.causal(), y);
            }
            case AveragePool it -> {
                Tensor y = it.y().slice(0, 0, 1);
                yield new AveragePool(
                        it.x().slice(0, 0, 1),
                        it.kernel(),
                        output(scope, y.shape().toArray()));
            }
            case LayerNorm it ->
                new LayerNorm(first(it.x()), it.weight(), it.bias(), it.epsilon(), outputLikeFirst(scope, it.x()));
            case Softmax it -> new Softmax(first(it.x()), outputLikeFirst(scope, it.x()));
            case Activate it -> new Activate(first(it.x()), it.activation(), outputLikeFirst(scope, it.x()));
            case Add it -> new Add(first(it.a()), first(it.b()), outputLikeFirst(scope, it.a()));
            default -> throw new IllegalArgumentException("no part of " + op.name());
        };
    }

    private static Tensor first(Tensor tensor) {
        return tensor.slice(0, 0, Math.min(ROWS, tensor.dim(0)));
    }

    private static Tensor outputLikeFirst(Scope scope, Tensor tensor) {
        return output(scope, first(tensor).shape().toArray());
    }

    private static Tensor output(Scope scope, int... dims) {
        return scope.allocate(DType.F32, dims);
    }

    private static void repeat(Trial trial, float[] output, int threads) {
        try (Contender other = trial.jclip(threads)) {
            other.run();
            if (!Arrays.equals(output, other.output())) {
                throw new IllegalStateException("%s: other bits on %d threads"
                        .formatted(trial.benchCase().name(), threads));
            }
        }
    }
}

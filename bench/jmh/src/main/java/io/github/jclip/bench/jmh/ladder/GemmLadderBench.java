// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh.ladder;

import io.github.jclip.bench.Contender;
import io.github.jclip.bench.GemmCase;
import io.github.jclip.bench.GemmTrial;
import io.github.jclip.tensor.Scope;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The ladder at one size, on one thread. Each rung's output is compared with jclip's, which the tests hold against the
 * specification. {@link #GFLOP} divided by the seconds of a score gives GFLOP/s.
 */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 5,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 3, time = 1)
public class GemmLadderBench {
    private static final int M = 504;
    private static final int N = 768;
    private static final int K = 768;

    /** Floating-point operations of a run, in billions. */
    public static final double GFLOP = 2e-9 * M * N * K;

    private final float[] y = new float[M * N];
    private float[] x;
    private float[] b;
    private Scope scope;
    private Contender product;

    /** Made by JMH. */
    public GemmLadderBench() {}

    /** Makes the operands and checks every rung. */
    @Setup(Level.Trial)
    public void open() {
        scope = Scope.ofHost();
        GemmTrial trial = new GemmCase(M, N, K).prepare(scope);
        product = trial.jclip(1);
        product.run();
        x = trial.x().toFloatArray();
        b = transposed(trial.w().toFloatArray());
        float[] expected = product.output();
        double allowed = 2 * trial.tolerance(expected);
        for (Rung rung : new Rung[] {new DotProducts(), new RowUpdates(), new VectorRow(), new VectorTile()}) {
            run(rung);
            check(rung, expected, allowed);
        }
    }

    private static float[] transposed(float[] w) {
        float[] b = new float[w.length];
        for (int i = 0; i < w.length; i++) {
            b[i % K * N + i / K] = w[i];
        }
        return b;
    }

    private void check(Rung rung, float[] expected, double allowed) {
        for (int i = 0; i < y.length; i++) {
            if (!(Math.abs(y[i] - expected[i]) <= allowed)) {
                throw new IllegalStateException(
                        "%s: element %d is %s, should be %s".formatted(rung, i, y[i], expected[i]));
            }
        }
    }

    private float[] run(Rung rung) {
        rung.multiply(x, b, y, N, K);
        return y;
    }

    /** Three loops. */
    @Benchmark
    public float[] step1DotProducts() {
        return run(new DotProducts());
    }

    /** Loops exchanged. */
    @Benchmark
    public float[] step2RowUpdates() {
        return run(new RowUpdates());
    }

    /** Sums in registers. */
    @Benchmark
    public float[] step3VectorRow() {
        return run(new VectorRow());
    }

    /** A tile in registers. */
    @Benchmark
    public float[] step4VectorTile() {
        return run(new VectorTile());
    }

    /** Panels, blocks, a kernel from the template. */
    @Benchmark
    public Contender step5Jclip() {
        product.run();
        return product;
    }

    /** Frees the operands. */
    @TearDown(Level.Trial)
    public void close() {
        product.close();
        scope.close();
    }
}

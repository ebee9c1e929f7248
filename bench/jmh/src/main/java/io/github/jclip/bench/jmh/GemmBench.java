// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh;

import io.github.jclip.bench.Contender;
import io.github.jclip.bench.GemmCase;
import io.github.jclip.tensor.Scope;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Time of the linear layers of CLIP's towers with packed weights. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 3,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class GemmBench {
    /** M, N and K of y[M, N] = x[M, K]·W[N, K]ᵀ. */
    @Param({
        "1576x2304x768",
        "400x2304x768",
        "1576x3072x768",
        "1576x768x3072",
        "400x3072x768",
        "400x768x3072",
        "1024x1024x1024",
        "2048x2048x2048"
    })
    public String shape;

    /** Threads of the device. */
    @Param("1")
    public int threads;

    private final Scope scope = Scope.ofHost();
    private Contender jclip;

    /** Made by JMH. */
    public GemmBench() {}

    /** Makes the operands and packs the weights. */
    @Setup(Level.Trial)
    public void open() {
        int[] sizes = Arrays.stream(shape.split("x", -1)).mapToInt(Integer::parseInt).toArray();
        jclip = new GemmCase(sizes[0], sizes[1], sizes[2]).prepare(scope).jclip(threads);
    }

    /** One product. */
    @Benchmark
    public Contender linear() {
        jclip.run();
        return jclip;
    }

    /** Frees the operands. */
    @TearDown(Level.Trial)
    public void close() {
        jclip.close();
        scope.close();
    }
}

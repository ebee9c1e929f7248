// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Time of the linear layers of CLIP's towers with packed weights. */
@State(Scope.Benchmark)
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

    private GemmTrial trial;

    /** Made by JMH. */
    public GemmBench() {}

    /** Makes the operands and packs the weights. */
    @Setup(Level.Trial)
    public void open() {
        trial = new GemmTrial(GemmShape.parse(shape), threads);
    }

    /** One product. */
    @Benchmark
    public Tensor linear() {
        trial.multiply();
        return trial.y();
    }

    /** Frees the operands. */
    @TearDown(Level.Trial)
    public void close() {
        trial.close();
    }
}

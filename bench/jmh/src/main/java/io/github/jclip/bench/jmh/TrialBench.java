// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh;

import io.github.jclip.bench.BenchCase;
import io.github.jclip.bench.Contender;
import io.github.jclip.bench.Trial;
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

/**
 * What every benchmark here shares: a case of {@code jclip bench} on jclip's CPU device, checked once, then timed. Five
 * forks, since the compiler's choices for vector code differ from one JVM to the next.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 5,
        jvmArgsAppend = {
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=CompileThresholdScaling,io.github.jclip.tensor.cpu.*::*,0.01"
        })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class TrialBench {
    /** Threads of the device. */
    @Param("1")
    public int threads;

    private io.github.jclip.tensor.Scope scope;
    private Contender contender;

    /** For subclasses. */
    protected TrialBench() {}

    /** What is timed. */
    abstract BenchCase benchCase();

    /** Makes the operands, runs once and checks the output. */
    @Setup(Level.Trial)
    public void open() {
        scope = io.github.jclip.tensor.Scope.ofHost();
        Trial trial = benchCase().prepare(scope);
        contender = trial.jclip(threads);
        contender.run();
        Correctness.check(trial, contender, threads);
    }

    /** One run. */
    @Benchmark
    public Contender run() {
        contender.run();
        return contender;
    }

    /** Frees the operands. */
    @TearDown(Level.Trial)
    public void close() {
        contender.close();
        scope.close();
    }
}

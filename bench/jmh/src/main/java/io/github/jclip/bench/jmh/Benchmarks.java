// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh;

import io.github.jclip.bench.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the benchmarks: JMH's own command line, after the file to write. Results are JSON with the machine's fingerprint
 * and the score of every fork on its own, since forks may fall into two groups.
 */
public final class Benchmarks {

    /**
     * What the file holds.
     *
     * @param schema {@code jclip-jmh/1}
     */
    record Report(String schema, Fingerprint machine, List<Score> scores) {}

    /**
     * One benchmark with its parameters.
     *
     * @param score mean over all forks, in {@code unit}
     * @param error half of the 99.9 % confidence interval
     * @param forks mean of each fork
     */
    record Score(
            String benchmark,
            Map<String, String> parameters,
            String unit,
            double score,
            double error,
            List<Double> forks) {}

    private Benchmarks() {}

    /** Runs; the first argument is the file, the others are JMH's. */
    public static void main(String[] arguments) throws CommandLineOptionException, RunnerException, IOException {
        Path file = Path.of(arguments[0]);
        CommandLineOptions options = new CommandLineOptions(Arrays.copyOfRange(arguments, 1, arguments.length));
        Collection<RunResult> results = new Runner(options).run();
        Fingerprint machine = Fingerprint.ofThisMachine("jclip");
        Report report = new Report(
                "jclip-jmh/1", machine, results.stream().map(Benchmarks::score).toList());
        JsonMapper json = JsonMapper.builder()
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build();
        Files.writeString(file, json.writeValueAsString(report) + "\n");
    }

    private static Score score(RunResult result) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String key : result.getParams().getParamsKeys()) {
            parameters.put(key, result.getParams().getParam(key));
        }
        List<Double> forks = new ArrayList<>();
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            forks.add(fork.getPrimaryResult().getScore());
        }
        var primary = result.getPrimaryResult();
        return new Score(
                result.getParams().getBenchmark(),
                parameters,
                primary.getScoreUnit(),
                primary.getScore(),
                primary.getScoreError(),
                forks);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.incubator.vector.FloatVector;

/**
 * The processor and how wide jclip's vectors are on it.
 *
 * @param available processors that jclip may use, which a container can limit
 * @param extensions the instruction sets that matter to the kernels, as Linux names them; empty elsewhere
 * @param vectorBits width of the vectors in use; 0 for scalar code
 */
public record Processor(String model, int available, List<String> extensions, int vectorBits, String vectorChoice) {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    private static final Set<String> RELEVANT = Set.of(
            "sse4_2",
            "avx",
            "avx2",
            "fma",
            "f16c",
            "avx512f",
            "avx512bw",
            "avx512_bf16",
            "avx512_fp16",
            "amx_bf16",
            "amx_tile",
            "asimd",
            "asimdhp",
            "asimddp",
            "bf16",
            "sve",
            "sve2");

    private static final String WIDTH_PROPERTY = "jclip.vectorBits";

    /** This machine's. */
    public static Processor ofThisMachine() {
        return of(cpuinfo(), System.getProperty(WIDTH_PROPERTY));
    }

    static Processor of(Map<String, String> cpuinfo, String forcedBits) {
        int preferred = FloatVector.SPECIES_PREFERRED.vectorBitSize();
        return new Processor(
                cpuinfo.getOrDefault("model name", System.getProperty("os.arch")),
                Runtime.getRuntime().availableProcessors(),
                extensions(cpuinfo),
                forcedBits == null ? preferred : Integer.parseInt(forcedBits),
                forcedBits == null
                        ? "the width this JVM prefers (-D%s=0|128|256|512 forces one)".formatted(WIDTH_PROPERTY)
                        : "forced by -D%s; this JVM prefers %d".formatted(WIDTH_PROPERTY, preferred));
    }

    private static List<String> extensions(Map<String, String> cpuinfo) {
        String flags = cpuinfo.getOrDefault("flags", cpuinfo.getOrDefault("Features", ""));
        return Arrays.stream(flags.split(" "))
                .filter(RELEVANT::contains)
                .sorted()
                .toList();
    }

    /** The first processor's fields; none where the system has no such file. */
    private static Map<String, String> cpuinfo() {
        try {
            return parse(Files.readString(CPUINFO));
        } catch (IOException e) {
            return Map.of();
        }
    }

    static Map<String, String> parse(String cpuinfo) {
        return cpuinfo.lines()
                .takeWhile(line -> !line.isBlank())
                .map(line -> line.split(":", 2))
                .filter(field -> field.length == 2)
                .collect(Collectors.toMap(field -> field[0].strip(), field -> field[1].strip(), (first, _) -> first));
    }
}

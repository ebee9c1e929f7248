// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.bench.TemporaryFolder;
import io.github.jclip.tensor.conformance.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs cases of the conformance suite once more, in processes under the tools of Compute Sanitizer. */
final class SanitizerPart {
    /** Of a tool; kernels are ten to a hundred times slower under them. */
    static final Duration LIMIT = Duration.ofMinutes(20);

    /** So that errors found and faults of the process are told from each other. */
    private static final int ERRORS_FOUND = 86;

    private static final int PRINT_LIMIT = 100;

    private static final Duration VERSION_LIMIT = Duration.ofMinutes(1);

    private final Sanitizer sanitizer;
    private final Duration limit;

    SanitizerPart(Sanitizer sanitizer, Duration limit) {
        this.sanitizer = sanitizer;
        this.limit = limit;
    }

    SanitizerResult run(SanitizerTool tool) {
        long start = System.nanoTime();
        try (TemporaryFolder folder = new TemporaryFolder()) {
            String version = version(folder.path().resolve("version"));
            Path reports = folder.path().resolve("reports");
            Path log = folder.path().resolve("log");
            Path output = folder.path().resolve("output");
            Ending ending = run(command(tool, log, reports), output, limit);
            SanitizerLog found = SanitizerLog.of(lines(log));
            long cases = passed(reports.resolve("report.json"));
            String detail = detail(ending, found, cases, output);
            return new SanitizerResult(
                    tool.toString(),
                    version,
                    detail.isEmpty() && found.errors() == 0 ? Outcome.PASSED : Outcome.FAILED,
                    cases,
                    found.errors(),
                    found.warnings(),
                    found.findings(),
                    detail,
                    (System.nanoTime() - start) * 1e-9);
        } catch (IOException e) {
            throw new UncheckedIOException(sanitizer.executable().toString(), e);
        }
    }

    private List<String> command(SanitizerTool tool, Path log, Path reports) {
        List<String> command = new ArrayList<>(List.of(sanitizer.executable().toString(), "--tool", tool.toString()));
        command.addAll(List.of("--target-processes", "all", "--report-api-errors", "no"));
        command.addAll(List.of("--error-exitcode", Integer.toString(ERRORS_FOUND)));
        command.addAll(List.of("--print-limit", Integer.toString(PRINT_LIMIT), "--log-file", log.toString()));
        command.addAll(sanitizer.command());
        command.addAll(List.of("--out", reports.toString()));
        return command;
    }

    /** How a process ended; stopped ones have no exit code. */
    private record Ending(boolean stopped, int exitCode) {}

    private static Ending run(List<String> command, Path output, Duration limit) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        // Their options are among this JVM's arguments, which the other one is given.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
                    ? new Ending(false, process.exitValue())
                    : new Ending(true, 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** The line of a version, among those of copyright. */
    private String version(Path output) throws IOException {
        run(List.of(sanitizer.executable().toString(), "--version"), output, VERSION_LIMIT);
        return lines(output).stream()
                .filter(line -> line.startsWith("Version"))
                .findFirst()
                .orElse("");
    }

    private static List<String> lines(Path file) throws IOException {
        // What a GPU's tool writes of names need not be UTF-8.
        return Files.exists(file) ? Files.readAllLines(file, StandardCharsets.ISO_8859_1) : List.of();
    }

    private static long passed(Path report) {
        return Files.exists(report) ? VerifyFile.read(report).passed() : 0;
    }

    /** Why the numbers in the log are not the whole truth, or nothing. */
    private String detail(Ending ending, SanitizerLog found, long cases, Path output) throws IOException {
        List<String> lines = lines(output);
        String last = lines.isEmpty() ? "no message" : lines.getLast();
        if (ending.stopped) {
            return "stopped after %d s".formatted(limit.toSeconds());
        }
        if (!found.complete()) {
            return "no summary, exit code %d: %s".formatted(ending.exitCode, last);
        }
        if (cases == 0 || (ending.exitCode != 0 && ending.exitCode != ERRORS_FOUND)) {
            return "%d cases passed under it, exit code %d: %s".formatted(cases, ending.exitCode, last);
        }
        return "";
    }
}

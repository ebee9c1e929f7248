// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.images.EncodingListener;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a command writes: results to standard output, as text or as one JSON object; the log and progress to standard
 * error. A mixin of every command that has results.
 */
final class OutputOptions {
    /** Made when the first result is printed: a mapper takes longer to make than many a command to run. */
    private static final class Json {
        static final JsonMapper MAPPER = JsonMapper.builder()
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build();
    }

    @Option(names = "--json", description = "Print one JSON object and nothing else on standard output.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "No log lines and no progress on standard error.")
    private boolean quiet;

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    boolean json() {
        return json;
    }

    /** Prints a line of text output. */
    void line(String text) {
        out().println(text);
        stopIfClosed();
    }

    /** Prints the result of the command: records, collections and maps of plain values. */
    void json(Object result) {
        out().println(Json.MAPPER.writeValueAsString(result));
        stopIfClosed();
    }

    /** Prints a log line on standard error. */
    void log(String message) {
        if (!quiet) {
            spec.commandLine().getErr().println(message);
        }
    }

    /** Prints what went wrong with a part of the work, also where a log is not wanted. */
    void error(String message) {
        spec.commandLine().getErr().println("jclip: " + message);
    }

    /** Shows how far a long piece of work is; close it before printing results. */
    Progress progress(String work, long total) {
        if (quiet || json) {
            return Progress.silent();
        }
        PrintWriter err = spec.commandLine().getErr();
        return Terminal.errorIsTerminal() ? Progress.bar(work, total, err) : Progress.lines(work, total, err);
    }

    /** Shows how far the embedding of images is. */
    EncodingListener encoding() {
        return (set, images) -> {
            Progress progress = progress(set, images);
            return new EncodingListener.Counter() {
                @Override
                public void advance(long more) {
                    progress.advance(more);
                }

                @Override
                public void close() {
                    progress.close();
                }
            };
        };
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void stopIfClosed() {
        if (out().checkError()) {
            throw new ClosedOutputException();
        }
    }
}

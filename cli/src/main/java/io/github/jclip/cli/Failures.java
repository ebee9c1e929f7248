// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a failure looks like to the user: one line on standard error and an exit code. */
final class Failures {
    /** A fault of jclip, of the machine or of the network. */
    static final int FAULT = 1;

    /** A mistake in the command line or in a file that it names. */
    static final int BAD_INPUT = 2;

    /** The reader of the output has left, as other programs report it: 128 + SIGPIPE. */
    static final int CLOSED_OUTPUT = 141;

    private Failures() {}

    static int ofUsage(ParameterException e, PrintWriter err) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        line(err, "%s%s (see %s --help)".formatted(problem(e), suggestion(e), command));
        return BAD_INPUT;
    }

    private static String problem(ParameterException e) {
        return e instanceof UnmatchedArgumentException unmatched && isCommand(unmatched)
                ? "unknown command '%s'".formatted(unmatched.getUnmatched().getFirst())
                : e.getMessage();
    }

    private static boolean isCommand(UnmatchedArgumentException e) {
        return !e.isUnknownOption() && !e.getCommandLine().getSubcommands().isEmpty();
    }

    private static String suggestion(ParameterException e) {
        List<String> similar = e instanceof UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions().stream()
                        .filter(name ->
                                beginsAlike(name, unmatched.getUnmatched().getFirst()))
                        .toList()
                : List.of();
        return similar.isEmpty() ? "" : "; did you mean " + String.join(" or ", similar) + "?";
    }

    /** The parser's own idea of similar is generous. */
    private static boolean beginsAlike(String name, String given) {
        int start = given.startsWith("--") ? 2 : 0;
        return name.regionMatches(0, given, 0, start + 2);
    }

    static int ofExecution(Throwable failure, boolean debug, PrintWriter err) {
        if (failure instanceof ClosedOutputException) {
            return CLOSED_OUTPUT;
        }
        if (debug) {
            failure.printStackTrace(err);
        }
        return switch (essence(failure)) {
            case BadInputException badInput -> {
                line(err, badInput.getMessage());
                yield BAD_INPUT;
            }
            case OutOfMemoryError exhausted -> {
                line(
                        err,
                        "out of memory (%s); the heap limit is %s, raise it with -Xmx%s"
                                .formatted(
                                        exhausted.getMessage(),
                                        Quantities.bytes(Runtime.getRuntime().maxMemory()),
                                        debug ? "" : debugHint()));
                yield FAULT;
            }
            case Throwable fault -> {
                line(err, fault + (debug ? "" : debugHint()));
                yield FAULT;
            }
        };
    }

    /** Bad input is often found by a worker thread or a class initialiser, which wrap it. */
    private static Throwable essence(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(BadInputException.class::isInstance)
                .findFirst()
                .orElse(failure);
    }

    static int ofOutput(IOException failure, PrintWriter err) {
        String reason = String.valueOf(failure.getMessage());
        if (reason.toLowerCase(Locale.ROOT).contains("pipe")) {
            return CLOSED_OUTPUT;
        }
        line(err, "cannot write to standard output: " + reason);
        return FAULT;
    }

    private static String debugHint() {
        return "; run with --debug for the stack trace";
    }

    private static void line(PrintWriter err, String message) {
        err.println("jclip: "
                + String.valueOf(message).lines().map(String::strip).reduce("", (a, b) -> (a + " " + b).strip()));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private final StringWriter text = new StringWriter();
    private final PrintWriter err = new PrintWriter(text);

    @Test
    void badInputIsOneLine() {
        assertEquals(2, Failures.ofExecution(new BadInputException("a.json: line 3:\n no shape; add one"), false, err));
        assertEquals("jclip: a.json: line 3: no shape; add one\n", text.toString());
    }

    @Test
    void wrappedBadInputIsStillBadInput() {
        var wrapped = new CompletionException(new ExceptionInInitializerError(new BadInputException("width 77")));
        assertEquals(2, Failures.ofExecution(wrapped, false, err));
        assertEquals("jclip: width 77\n", text.toString());
    }

    @Test
    void aFaultPointsAtTheStackTrace() {
        assertEquals(1, Failures.ofExecution(new IllegalStateException("no such layer"), false, err));
        assertEquals(
                "jclip: java.lang.IllegalStateException: no such layer; run with --debug for the stack trace\n",
                text.toString());
    }

    @Test
    void debugPrintsTheStackTrace() {
        assertEquals(1, Failures.ofExecution(new IllegalStateException("no such layer"), true, err));
        assertTrue(text.toString().contains("\tat " + FailuresTest.class.getName()), text.toString());
        assertTrue(
                text.toString().endsWith("jclip: java.lang.IllegalStateException: no such layer\n"), text.toString());
    }

    @Test
    void outOfMemoryNamesTheLimitAndTheFlag() {
        assertEquals(1, Failures.ofExecution(new OutOfMemoryError("Java heap space"), false, err));
        assertTrue(
                text.toString().startsWith("jclip: out of memory (Java heap space); the heap limit is "),
                text.toString());
        assertTrue(text.toString().contains("-Xmx"), text.toString());
    }

    @Test
    void aClosedOutputIsSilent() {
        assertEquals(141, Failures.ofExecution(new ClosedOutputException(), true, err));
        assertEquals(141, Failures.ofOutput(new IOException("Broken pipe"), err));
        assertEquals("", text.toString());
    }

    @Test
    void aFullDiskIsNotSilent() {
        assertEquals(1, Failures.ofOutput(new IOException("No space left on device"), err));
        assertEquals("jclip: cannot write to standard output: No space left on device\n", text.toString());
    }
}

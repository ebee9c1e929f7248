// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
    @Test
    void passesBytesOn() throws IOException {
        var target = new ByteArrayOutputStream();
        try (var output = new StandardOutput(target)) {
            output.write("größe".getBytes(StandardCharsets.UTF_8));
            output.write('!');
            assertEquals(Optional.empty(), output.failure());
        }
        assertEquals("größe!", target.toString(StandardCharsets.UTF_8));
    }

    @Test
    void remembersTheFirstFailureAndStopsThere() throws IOException {
        var broken = new BrokenPipe();
        try (var output = new StandardOutput(broken)) {
            assertThrows(IOException.class, () -> output.write('a'));
            assertThrows(IOException.class, () -> output.write('b'));
            assertEquals("Broken pipe 1", output.failure().orElseThrow().getMessage());
            assertEquals(1, broken.writes);
        }
    }

    private static final class BrokenPipe extends OutputStream {
        private int writes;

        @Override
        public void write(int b) throws IOException {
            writes++;
            throw new IOException("Broken pipe " + writes);
        }
    }
}

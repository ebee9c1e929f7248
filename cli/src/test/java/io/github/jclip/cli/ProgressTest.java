// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter text = new StringWriter();
    private final PrintWriter err = new PrintWriter(text);
    private long now;

    private void wait(Duration duration) {
        now += duration.toNanos();
    }

    @Test
    void aBarShowsShareRateAndTimeLeft() {
        try (Progress progress = Progress.bar("images", 40, err, () -> now)) {
            wait(Duration.ofSeconds(2));
            progress.advance(8);
        }
        assertEquals(
                "\r\u001b[Kimages [======                        ] 8/40, 4.0/s, 0:08 left\r\u001b[K", text.toString());
    }

    @Test
    void aBarIsNotRedrawnMoreOftenThanTheEyeSees() {
        try (Progress progress = Progress.bar("images", 1000, err, () -> now)) {
            for (int i = 0; i < 1000; i++) {
                wait(Duration.ofMillis(1));
                progress.advance(1);
            }
        }
        assertEquals(10 + 1, text.toString().split("\r", -1).length - 1);
    }

    @Test
    void linesComeEveryFewSecondsAndOnceAtTheEnd() {
        try (Progress progress = Progress.lines("images", 100, err, () -> now)) {
            for (int i = 0; i < 100; i++) {
                wait(Duration.ofMillis(120));
                progress.advance(1);
            }
        }
        assertEquals("""
                images: 42/100, 8.3/s, 0:07 left
                images: 84/100, 8.3/s, 0:02 left
                images: 100/100, 8.3/s
                """, text.toString());
    }

    @Test
    void workThatFailsAtOnceLeavesNoLine() {
        Progress.lines("images", 100, err, () -> now).close();
        assertEquals("", text.toString());
    }

    @Test
    void silentSaysNothing() {
        try (Progress progress = Progress.silent()) {
            progress.advance(1);
        }
        assertEquals("", text.toString());
    }

    @Test
    void workWithoutUnitsIsNoDivisionByZero() {
        try (Progress progress = Progress.bar("images", 0, err, () -> now)) {
            wait(Duration.ofSeconds(1));
            progress.advance(0);
        }
        assertEquals("\r\u001b[Kimages [                              ] 0/0, 0.0/s\r\u001b[K", text.toString());
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ExcerptTest {
    @Test
    void leavesPlainTextAlone() {
        assertEquals("'visual.conv1.weight'", Excerpt.quote("visual.conv1.weight"));
        assertEquals("Größe 大", Excerpt.line("Größe 大"));
    }

    @Test
    void showsWhatWouldBreakALine() {
        assertEquals("'a\\u000ab\\u001b[31m\\u2028'", Excerpt.quote("a\nb\u001b[31m\u2028"));
        assertEquals("\\u202e\\ud800", Excerpt.line("\u202e\ud800"));
    }

    @Test
    void cutsLongText() {
        assertEquals("'" + "x".repeat(80) + "'", Excerpt.quote("x".repeat(80)));
        assertEquals("'" + "x".repeat(80) + "…'", Excerpt.quote("x".repeat(3_000_000)));
    }
}

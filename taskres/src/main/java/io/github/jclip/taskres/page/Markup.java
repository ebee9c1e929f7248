// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.page;

/** Text on its way into HTML or SVG. */
public final class Markup {
    private Markup() {}

    /** The text with the characters replaced that mean something there, quotation marks included. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

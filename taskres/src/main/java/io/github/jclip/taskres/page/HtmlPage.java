// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A page in one file: no network, no script, its style sheet inside. */
public final class HtmlPage {
    private HtmlPage() {}

    /**
     * The page around its body.
     *
     * @param title as the window shows it
     * @param owner a class beside which the style sheet lies
     * @param styleSheet name of that resource
     * @param body markup
     */
    public static String of(String title, Class<?> owner, String styleSheet, CharSequence body) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <style>
                %s</style>
                </head>
                <body>
                %s</body>
                </html>
                """.formatted(Markup.escape(title), text(owner, styleSheet), body);
    }

    private static String text(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

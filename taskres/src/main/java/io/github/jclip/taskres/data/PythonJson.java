// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

/**
 * Writes JSON as Python's {@code json.dump} does with an indent of 4: every element on a line of its own, everything
 * beyond ASCII escaped, no line end after the last brace. So that files written by either side are the same bytes.
 */
final class PythonJson {
    private static final int INDENT = 4;

    private final StringBuilder text = new StringBuilder();
    private int depth;
    private boolean empty = true;
    private boolean named;

    PythonJson beginObject() {
        return begin('{');
    }

    PythonJson endObject() {
        return end('}');
    }

    PythonJson beginArray() {
        return begin('[');
    }

    PythonJson endArray() {
        return end(']');
    }

    PythonJson name(String name) {
        separate();
        quote(name);
        text.append(": ");
        named = true;
        return this;
    }

    PythonJson value(String value) {
        separate();
        quote(value);
        return this;
    }

    PythonJson value(long value) {
        separate();
        text.append(value);
        return this;
    }

    private PythonJson begin(char bracket) {
        separate();
        text.append(bracket);
        depth++;
        empty = true;
        return this;
    }

    private PythonJson end(char bracket) {
        depth--;
        if (!empty) {
            newLine();
        }
        text.append(bracket);
        empty = false;
        return this;
    }

    private void separate() {
        if (!named && depth > 0) {
            if (!empty) {
                text.append(',');
            }
            newLine();
        }
        named = false;
        empty = false;
    }

    private void newLine() {
        text.append('\n').repeat(' ', depth * INDENT);
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                default -> {
                    if (c >= ' ' && c < 0x7f) {
                        text.append(c);
                    } else {
                        text.append(c == 0x7f ? "\u007f" : "\\u%04x".formatted((int) c));
                    }
                }
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

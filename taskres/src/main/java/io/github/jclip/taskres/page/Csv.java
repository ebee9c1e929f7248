// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.page;

import java.util.List;
import java.util.stream.Collectors;

/** Comma-separated values (RFC 4180). */
public final class Csv {
    private Csv() {}

    /** A line without its end; cells are quoted where they need it. */
    public static String line(List<?> cells) {
        return cells.stream().map(cell -> quoted(cell.toString())).collect(Collectors.joining(","));
    }

    private static String quoted(String cell) {
        return cell.matches("[^\",\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}

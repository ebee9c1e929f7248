// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.io;

import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a CSV file (RFC 4180, UTF-8), or of a TSV file, whose fields are never quoted.
 *
 * @param path the file
 * @param rows those that are not blank, in order; at least one
 */
public record DelimitedText(Path path, List<Row> rows) {

    /** Copies the list of rows. */
    public DelimitedText {
        rows = List.copyOf(rows);
    }

    /**
     * A row.
     *
     * @param line that it begins on, from 1
     * @param fields as they are, with their spaces
     */
    public record Row(int line, List<String> fields) {}

    /**
     * Reads a file; its name tells the kind.
     *
     * @param columns what a row holds, for the message about a file without any: {@code path,class}
     * @throws BadInputException if it is missing, empty, not text, or a quote does not end
     */
    public static DelimitedText read(Path path, String columns) {
        FileErrors.requireFile(path);
        try {
            String text = Files.readString(path);
            List<Row> rows = path.toString().endsWith(".tsv") ? tabbed(text) : new Quoted(path, text).rows();
            if (rows.isEmpty()) {
                throw new BadInputException("%s: lists nothing; write %s".formatted(path, columns));
            }
            return new DelimitedText(path, rows);
        } catch (CharacterCodingException e) {
            throw new BadInputException(path + ": is not UTF-8 text, so not a CSV or TSV list", e);
        } catch (IOException e) {
            throw FileErrors.reading(path, e);
        }
    }

    /** What to throw about a row. */
    public BadInputException bad(Row row, String what) {
        return new BadInputException(Excerpt.line("%s, line %d: %s".formatted(path, row.line(), what)));
    }

    private static List<Row> tabbed(String text) {
        List<Row> rows = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank()) {
                rows.add(new Row(number, List.of(line.split("\t", -1))));
            }
        }
        return rows;
    }

    /** The parser of CSV. */
    private static final class Quoted {
        private final Path path;
        private final String text;
        private final List<Row> rows = new ArrayList<>();
        private final StringBuilder field = new StringBuilder();
        private List<String> fields = new ArrayList<>();
        private int line = 1;
        private int firstLine = 1;

        Quoted(Path path, String text) {
            this.path = path;
            this.text = text.startsWith("\ufeff") ? text.substring(1) : text;
        }

        List<Row> rows() {
            int i = 0;
            while (i < text.length()) {
                char c = text.charAt(i);
                switch (c) {
                    case '"' -> i = quoted(i + 1);
                    case ',' -> endField();
                    case '\n' -> endRow();
                    case '\r' -> {}
                    default -> field.append(c);
                }
                i++;
            }
            endRow();
            return rows;
        }

        /** Appends up to the closing quote and returns its position; a doubled quote stands for one. */
        private int quoted(int from) {
            int i = from;
            while (i < text.length()) {
                char c = text.charAt(i);
                if (c == '"') {
                    if (i + 1 == text.length() || text.charAt(i + 1) != '"') {
                        return i;
                    }
                    i++;
                }
                line += c == '\n' ? 1 : 0;
                field.append(c);
                i++;
            }
            throw new BadInputException("%s, line %d: a quote does not end".formatted(path, firstLine));
        }

        private void endField() {
            fields.add(field.toString());
            field.setLength(0);
        }

        private void endRow() {
            endField();
            if (fields.size() > 1 || !fields.getFirst().isBlank()) {
                rows.add(new Row(firstLine, fields));
            }
            fields = new ArrayList<>();
            line++;
            firstLine = line;
        }
    }
}

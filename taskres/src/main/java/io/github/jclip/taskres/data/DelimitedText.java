// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The rows of a CSV file (RFC 4180, UTF-8), or of a TSV file, whose fields are never quoted. */
record DelimitedText(Path path, List<Row> rows) {

    /** A row and the line that it begins on. */
    record Row(int line, List<String> fields) {}

    /**
     * Reads a file; its name tells the kind.
     *
     * @throws BadInputException if it is missing, empty, not text, or a quote does not end
     */
    static DelimitedText read(Path path) {
        FileErrors.requireFile(path);
        try {
            String text = Files.readString(path);
            List<Row> rows = path.toString().endsWith(".tsv") ? tabbed(text) : new Quoted(path, text).rows();
            if (rows.isEmpty()) {
                throw new BadInputException(path + ": lists no image; write path,class[,split]");
            }
            return new DelimitedText(path, rows);
        } catch (CharacterCodingException e) {
            throw new BadInputException(path + ": is not UTF-8 text; give a CSV or TSV list, or a folder", e);
        } catch (IOException e) {
            throw FileErrors.reading(path, e);
        }
    }

    /** What to throw about a row. */
    BadInputException bad(Row row, String what) {
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

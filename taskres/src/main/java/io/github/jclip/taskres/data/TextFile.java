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

/** The lines of an annotation file that hold something, with their numbers for messages. */
record TextFile(Path path, List<Line> lines) {

    /** A line without the white space around it; numbers start at 1. */
    record Line(int number, String text) {}

    /**
     * Reads a UTF-8 file.
     *
     * @throws BadInputException if it is missing, empty or not text
     */
    static TextFile read(Path path) {
        FileErrors.requireFile(path);
        try {
            List<String> all = Files.readAllLines(path);
            List<Line> lines = new ArrayList<>(all.size());
            for (int i = 0; i < all.size(); i++) {
                String text = all.get(i).strip();
                if (!text.isEmpty()) {
                    lines.add(new Line(i + 1, text));
                }
            }
            return new TextFile(path, lines);
        } catch (CharacterCodingException e) {
            throw new BadInputException(path + ": is not UTF-8 text; fetch it again", e);
        } catch (IOException e) {
            throw FileErrors.reading(path, e);
        }
    }

    /** What to throw about a line. */
    BadInputException bad(Line line, String what) {
        return new BadInputException(Excerpt.line("%s, line %d: %s".formatted(path, line.number(), what)));
    }
}

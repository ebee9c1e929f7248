// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.taskres.data.MatValue.Cells;
import io.github.jclip.taskres.data.MatValue.Numbers;
import io.github.jclip.taskres.data.MatValue.Struct;
import io.github.jclip.taskres.data.MatValue.Text;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The variables of a MATLAB file, as annotations of data sets use them. */
final class MatFile {
    /** The largest annotation file of a known data set has 0.3 MB. */
    private static final long MAX_LENGTH = 16L << 20;

    private final Path path;
    private final Map<String, MatValue> variables;

    private MatFile(Path path, Map<String, MatValue> variables) {
        this.path = path;
        this.variables = variables;
    }

    /**
     * Reads a file of level 5, which MATLAB 5 to 7 write.
     *
     * @throws BadInputException if it is missing, of another level or damaged
     */
    static MatFile read(Path path) {
        FileErrors.requireFile(path);
        try {
            if (Files.size(path) > MAX_LENGTH) {
                throw new BadInputException(
                        "%s: is larger than %d MiB; fetch it again".formatted(path, MAX_LENGTH >> 20));
            }
            return new MatFile(path, MatReader.read(path.toString(), Files.readAllBytes(path)));
        } catch (IOException e) {
            throw FileErrors.reading(path, e);
        }
    }

    /** A cell array of texts. */
    List<String> texts(String variable) {
        if (!(variable(variable) instanceof Cells(List<MatValue> cells))) {
            throw bad(variable, "a cell array of texts");
        }
        return cells.stream().map(cell -> text(variable, cell)).toList();
    }

    /** A field of each element of a struct array, a text. */
    List<String> texts(String variable, String field) {
        return field(variable, field).stream().map(value -> text(field, value)).toList();
    }

    /** A matrix of integers in MATLAB's order, down the columns. */
    List<Integer> integers(String variable) {
        return integers(variable, variable(variable));
    }

    /** A field of each element of a struct array, an integer. */
    List<Integer> integers(String variable, String field) {
        List<Integer> integers = new ArrayList<>();
        for (MatValue value : field(variable, field)) {
            List<Integer> one = integers(field, value);
            if (one.size() != 1) {
                throw bad(field, "one integer");
            }
            integers.addAll(one);
        }
        return integers;
    }

    private List<MatValue> field(String variable, String field) {
        if (!(variable(variable) instanceof Struct(List<Map<String, MatValue>> elements))) {
            throw bad(variable, "a struct array");
        }
        List<MatValue> values = new ArrayList<>(elements.size());
        for (Map<String, MatValue> element : elements) {
            MatValue value = element.get(field);
            if (value == null) {
                throw bad(variable, "a struct array with the field '%s'".formatted(field));
            }
            values.add(value);
        }
        return values;
    }

    private MatValue variable(String name) {
        MatValue value = variables.get(name);
        if (value == null) {
            throw new BadInputException(Excerpt.line("%s: has no variable '%s'; fetch it again".formatted(path, name)));
        }
        return value;
    }

    private String text(String name, MatValue value) {
        if (value instanceof Text(String text)) {
            return text;
        }
        throw bad(name, "a text");
    }

    private List<Integer> integers(String name, MatValue value) {
        if (!(value instanceof Numbers numbers) || !numbers.elements().allMatch(element -> element == (int) element)) {
            throw bad(name, "a matrix of integers");
        }
        return numbers.elements().mapToObj(element -> (int) element).toList();
    }

    private BadInputException bad(String name, String expected) {
        return new BadInputException(
                Excerpt.line("%s: '%s' is not %s; fetch it again".formatted(path, name, expected)));
    }
}

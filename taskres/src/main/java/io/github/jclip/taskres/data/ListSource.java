// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.DelimitedText;
import io.github.jclip.tensor.io.DelimitedText.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A CSV or TSV list: a path, a class name or a label or both, and perhaps a split. With a first line that names the
 * columns ({@code path}, {@code class} or {@code classname}, {@code label}, {@code split}, others are left alone) they
 * may stand in any order; without it they are path, class or label, split.
 */
record ListSource(Path list, Optional<Path> root, Optional<Path> namesFile) implements DatasetSource {
    private static final String COLUMNS = "path,class[,split]";

    @Override
    public String name() {
        return list.toString();
    }

    @Override
    public Path folder() {
        return root.orElseGet(() -> list.toAbsolutePath().getParent());
    }

    @Override
    public Path images() {
        return folder();
    }

    @Override
    public Optional<Path> splitFile() {
        return Optional.empty();
    }

    @Override
    public Content read() {
        DelimitedText text = DelimitedText.read(list, COLUMNS);
        Columns columns = Columns.of(text);
        List<Row> rows =
                columns.hasHeader() ? text.rows().subList(1, text.rows().size()) : text.rows();
        if (rows.isEmpty()) {
            throw new BadInputException(list + ": lists no image; write " + COLUMNS);
        }
        List<Sample> samples = samples(text, columns, rows);
        return columns.split().isPresent()
                ? new Content(List.of(), Optional.of(divide(text, columns, rows, samples)))
                : new Content(samples, Optional.empty());
    }

    /** Where the columns are. */
    private record Columns(boolean hasHeader, int path, OptionalInt label, OptionalInt className, OptionalInt split) {

        static Columns of(DelimitedText text) {
            List<String> names = text.rows().getFirst().fields().stream()
                    .map(name -> name.strip().toLowerCase(Locale.ROOT))
                    .toList();
            if (!names.contains("path")) {
                return withoutHeader(text);
            }
            OptionalInt className = position(names, "classname");
            Columns columns = new Columns(
                    true,
                    names.indexOf("path"),
                    position(names, "label"),
                    className.isPresent() ? className : position(names, "class"),
                    position(names, "split"));
            if (columns.label().isEmpty() && columns.className().isEmpty()) {
                throw text.bad(text.rows().getFirst(), "has neither a column 'class' nor 'label'");
            }
            return columns;
        }

        private static Columns withoutHeader(DelimitedText text) {
            int width = text.rows().getFirst().fields().size();
            if (width < 2 || width > 3) {
                throw text.bad(text.rows().getFirst(), "has %d columns; write %s".formatted(width, COLUMNS));
            }
            boolean labels = text.rows().stream()
                    .allMatch(row ->
                            row.fields().size() > 1 && row.fields().get(1).matches("\\d{1,9}"));
            return new Columns(
                    false,
                    0,
                    labels ? OptionalInt.of(1) : OptionalInt.empty(),
                    labels ? OptionalInt.empty() : OptionalInt.of(1),
                    width == 3 ? OptionalInt.of(2) : OptionalInt.empty());
        }

        private static OptionalInt position(List<String> names, String name) {
            int position = names.indexOf(name);
            return position < 0 ? OptionalInt.empty() : OptionalInt.of(position);
        }

        int width() {
            return 1
                    + IntStream.of(path, label.orElse(0), className.orElse(0), split.orElse(0))
                            .max()
                            .orElseThrow();
        }
    }

    private List<Sample> samples(DelimitedText text, Columns columns, List<Row> rows) {
        for (Row row : rows) {
            if (row.fields().size() < columns.width()) {
                throw text.bad(
                        row,
                        "has %d columns where %d are needed"
                                .formatted(row.fields().size(), columns.width()));
            }
        }
        return columns.label().isPresent() ? labelled(text, columns, rows) : named(text, columns, rows);
    }

    private static List<Sample> named(DelimitedText text, Columns columns, List<Row> rows) {
        int column = columns.className().orElseThrow();
        Map<String, Integer> labels = Labels.byPosition(List.copyOf(
                rows.stream().map(row -> row.fields().get(column)).collect(Collectors.toCollection(TreeSet::new))));
        List<Sample> samples = new ArrayList<>(rows.size());
        for (Row row : rows) {
            String name = row.fields().get(column);
            if (name.isBlank()) {
                throw text.bad(row, "has no class name");
            }
            samples.add(new Sample(row.fields().get(columns.path()), labels.get(name), name));
        }
        return samples;
    }

    private List<Sample> labelled(DelimitedText text, Columns columns, List<Row> rows) {
        Optional<List<String>> names = namesFile.map(file ->
                TextFile.read(file).lines().stream().map(TextFile.Line::text).toList());
        if (names.isEmpty() && columns.className().isEmpty()) {
            throw new BadInputException(
                    list + ": has labels but no class names; add a column 'class', or give the names with --classes");
        }
        List<Sample> samples = new ArrayList<>(rows.size());
        for (Row row : rows) {
            int label = label(text, row, row.fields().get(columns.label().orElseThrow()));
            if (names.isPresent() && label >= names.get().size()) {
                throw text.bad(
                        row,
                        "has label %d, but with the %d classes of %s labels go from 0 to %d"
                                .formatted(
                                        label,
                                        names.get().size(),
                                        namesFile.orElseThrow(),
                                        names.get().size() - 1));
            }
            String name = names.isPresent()
                    ? names.get().get(label)
                    : row.fields().get(columns.className().orElseThrow());
            samples.add(new Sample(row.fields().get(columns.path()), label, name));
        }
        return samples;
    }

    private static int label(DelimitedText text, Row row, String field) {
        try {
            int label = Integer.parseInt(field.strip());
            if (label >= 0) {
                return label;
            }
        } catch (NumberFormatException _) {
            // Reported below with negative numbers.
        }
        throw text.bad(row, "has the label '%s'; labels are 0, 1, 2 …".formatted(field));
    }

    private static Splits divide(DelimitedText text, Columns columns, List<Row> rows, List<Sample> samples) {
        int column = columns.split().orElseThrow();
        List<Sample> train = new ArrayList<>();
        List<Sample> val = new ArrayList<>();
        List<Sample> test = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            String split = rows.get(i).fields().get(column).strip().toLowerCase(Locale.ROOT);
            switch (split) {
                case "train" -> train.add(samples.get(i));
                case "val" -> val.add(samples.get(i));
                case "test" -> test.add(samples.get(i));
                default -> throw text.bad(rows.get(i), "has the split '%s'; write train, val or test".formatted(split));
            }
        }
        return new Splits(train, val, test);
    }
}

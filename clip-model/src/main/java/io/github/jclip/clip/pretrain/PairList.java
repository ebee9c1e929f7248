// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.image.ImageFiles;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.DelimitedText;
import io.github.jclip.tensor.io.DelimitedText.Row;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lists of images with captions: a CSV or TSV file ({@code path,caption}), a file of JSON lines
 * ({@code {"path": …, "caption": …}}), or a folder, which holds {@code pairs.csv} or beside each image a text file of the
 * same name. Paths are relative to the list's folder. {@code image} and {@code file} are understood for {@code path},
 * {@code text} for {@code caption}.
 */
public final class PairList {
    private static final String COLUMNS = "path,caption";
    private static final String LIST_IN_FOLDER = "pairs.csv";
    private static final List<String> PATH_NAMES = List.of("path", "image", "file");
    private static final List<String> CAPTION_NAMES = List.of("caption", "text");

    private final Path list;
    private final List<CaptionedImage> pairs = new ArrayList<>();

    private PairList(Path list) {
        this.list = list;
    }

    /**
     * Reads a list; whether the images are there shows when they are read.
     *
     * @return the pairs in the list's order, at least one
     * @throws BadInputException if it is not a list of pairs, or a caption is empty
     */
    public static List<CaptionedImage> read(Path source) {
        if (Files.isDirectory(source)) {
            Path list = source.resolve(LIST_IN_FOLDER);
            return Files.exists(list) ? read(list) : ofTextFiles(source);
        }
        PairList reader = new PairList(source);
        String name = source.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            reader.readJsonLines();
        } else {
            reader.readTable();
        }
        return List.copyOf(reader.pairs);
    }

    private static List<CaptionedImage> ofTextFiles(Path folder) {
        List<CaptionedImage> pairs = new ArrayList<>();
        for (Path image : ImageFiles.inFolder(folder)) {
            String name = image.getFileName().toString();
            Path text = image.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".txt");
            FileErrors.requireFile(text);
            String caption = readText(text).strip();
            if (caption.isEmpty()) {
                throw new BadInputException(text + ": is empty; write the caption of " + name);
            }
            pairs.add(new CaptionedImage(image, caption));
        }
        return List.copyOf(pairs);
    }

    private void readTable() {
        DelimitedText text = DelimitedText.read(list, COLUMNS);
        List<String> header = text.rows().getFirst().fields().stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        int path = position(header, PATH_NAMES);
        int caption = position(header, CAPTION_NAMES);
        boolean hasHeader = path >= 0 && caption >= 0;
        for (Row row : text.rows().subList(hasHeader ? 1 : 0, text.rows().size())) {
            List<String> fields = row.fields();
            if (fields.size() < 2 || (!hasHeader && fields.size() > 2)) {
                throw text.bad(row, "has %s; write %s".formatted(columns(fields.size()), COLUMNS));
            }
            add(row.line(), field(fields, hasHeader ? path : 0), field(fields, hasHeader ? caption : 1));
        }
        if (pairs.isEmpty()) {
            throw new BadInputException("%s: lists nothing; write %s".formatted(list, COLUMNS));
        }
    }

    private void readJsonLines() {
        FileErrors.requireFile(list);
        int number = 0;
        for (String line : readText(list).lines().toList()) {
            number++;
            if (!line.isBlank()) {
                JsonNode pair = json(number, line);
                add(number, value(pair, PATH_NAMES), value(pair, CAPTION_NAMES));
            }
        }
        if (pairs.isEmpty()) {
            throw new BadInputException(list + ": lists nothing; write {\"path\": …, \"caption\": …} on each line");
        }
    }

    private JsonNode json(int line, String text) {
        try {
            return JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw bad(line, "is not JSON: " + Excerpt.quote(text), e);
        }
    }

    private void add(int line, String path, String caption) {
        if (path.isBlank()) {
            throw bad(line, "names no image; write " + COLUMNS, null);
        }
        if (caption.isBlank()) {
            throw bad(line, "has an empty caption", null);
        }
        try {
            pairs.add(new CaptionedImage(list.resolveSibling(path.strip()), caption.strip()));
        } catch (InvalidPathException e) {
            throw bad(line, Excerpt.quote(path) + " is no path", e);
        }
    }

    private BadInputException bad(int line, String what, Exception cause) {
        return new BadInputException(Excerpt.line("%s, line %d: %s".formatted(list, line, what)), cause);
    }

    private static String readText(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new BadInputException(file + ": is not UTF-8 text", e);
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    private static String columns(int count) {
        return count == 1 ? "one column" : count + " columns";
    }

    private static int position(List<String> header, List<String> names) {
        return names.stream()
                .mapToInt(header::indexOf)
                .filter(at -> at >= 0)
                .findFirst()
                .orElse(-1);
    }

    private static String field(List<String> fields, int position) {
        return position < fields.size() ? fields.get(position) : "";
    }

    private static String value(JsonNode pair, List<String> names) {
        return names.stream()
                .map(pair::get)
                .filter(node -> node != null && node.isString())
                .map(JsonNode::asString)
                .findFirst()
                .orElse("");
    }
}

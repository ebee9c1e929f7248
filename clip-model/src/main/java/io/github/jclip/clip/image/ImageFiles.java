// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Finds image files. */
public final class ImageFiles {
    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "gif", "bmp", "webp");

    private ImageFiles() {}

    /** Whether a file's name ends like that of an image that jclip reads, in either case of letters. */
    public static boolean hasImageName(Path file) {
        Path name = file.getFileName();
        if (name == null) {
            return false;
        }
        String text = name.toString();
        return EXTENSIONS.contains(text.substring(text.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))
                && text.indexOf('.') >= 0;
    }

    /**
     * The image files in a folder and all folders below it, sorted by path; links are followed.
     *
     * @throws BadInputException if it is not a folder, cannot be read, or holds no image file
     */
    public static List<Path> inFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BadInputException(folder + ": not a folder");
        }
        List<Path> files;
        try (Stream<Path> tree = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            files = tree.filter(ImageFiles::hasImageName)
                    .filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        } catch (IOException e) {
            throw new BadInputException("%s: cannot be read (%s)".formatted(folder, e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw new BadInputException(
                    "%s: cannot be read (%s)".formatted(folder, e.getCause().getMessage()), e);
        }
        if (files.isEmpty()) {
            throw new BadInputException(folder + ": no image in this folder (jpg, jpeg, png, gif, bmp, webp)");
        }
        return files;
    }

    /**
     * The files named in a list, in its order: one path a line, relative to the list's own folder; empty lines and
     * lines that begin with # are skipped.
     *
     * @throws BadInputException if the list cannot be read as UTF-8 text, names something that cannot be a path, or is
     *     empty; whether the files exist shows when they are read
     */
    public static List<Path> listedIn(Path list) {
        Path folder = list.toAbsolutePath().getParent();
        List<Path> files = new ArrayList<>();
        int number = 0;
        for (String line : readLines(list)) {
            number++;
            String entry = line.strip();
            if (entry.isEmpty() || entry.startsWith("#")) {
                continue;
            }
            try {
                files.add(folder.resolve(entry));
            } catch (InvalidPathException e) {
                throw new BadInputException("%s, line %d: not a path".formatted(list, number), e);
            }
        }
        if (files.isEmpty()) {
            throw new BadInputException(list + ": lists no file");
        }
        return List.copyOf(files);
    }

    private static List<String> readLines(Path list) {
        try {
            return Files.readAllLines(list, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new BadInputException(list + ": is not UTF-8 text; give a list of files, one a line", e);
        } catch (IOException e) {
            throw FileErrors.reading(list, e);
        }
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The order in which the files of a folder are met. The original data sets take them as the operating system lists
 * them, so that what a seed selects depends on the machine; here they are sorted, or as a list says that was taken on
 * the machine that is to be followed.
 */
public final class FileOrder {
    /** By name. */
    public static final FileOrder SORTED = new FileOrder(Optional.empty(), Map.of());

    private final Optional<Path> list;
    private final Map<String, List<String>> namesByFolder;

    private FileOrder(Optional<Path> list, Map<String, List<String>> namesByFolder) {
        this.list = list;
        this.namesByFolder = namesByFolder;
    }

    /**
     * The order of a list of paths, one a line, relative to the data set's image folder.
     *
     * @throws BadInputException if the list cannot be read
     */
    public static FileOrder given(Path list) {
        Map<String, List<String>> namesByFolder = new LinkedHashMap<>();
        for (TextFile.Line line : TextFile.read(list).lines()) {
            int slash = line.text().lastIndexOf('/');
            String folder = slash < 0 ? "" : line.text().substring(0, slash);
            namesByFolder
                    .computeIfAbsent(folder, _ -> new ArrayList<>())
                    .add(line.text().substring(slash + 1));
        }
        return new FileOrder(Optional.of(list), namesByFolder);
    }

    /**
     * The files of a folder that are not hidden, in this order.
     *
     * @param root the image folder
     * @param folder within it, with forward slashes
     * @throws BadInputException if the folder cannot be read, or the given list does not name exactly its files
     */
    List<String> files(Path root, String folder, Predicate<Path> wanted) {
        List<String> sorted = list(root.resolve(folder), path -> Files.isRegularFile(path) && wanted.test(path));
        if (list.isEmpty()) {
            return sorted;
        }
        List<String> given = namesByFolder.getOrDefault(folder, List.of());
        requireSame(folder, given, sorted);
        return List.copyOf(given);
    }

    private void requireSame(String folder, List<String> given, List<String> present) {
        Set<String> names = new HashSet<>(given);
        Set<String> files = new HashSet<>(present);
        for (String name : present) {
            if (!names.contains(name)) {
                throw new BadInputException("%s: does not list %s/%s; a list of the order names every image"
                        .formatted(list.orElseThrow(), folder, name));
            }
        }
        for (String name : given) {
            if (!files.remove(name)) {
                throw new BadInputException("%s: lists %s/%s, which is not there or was listed before"
                        .formatted(list.orElseThrow(), folder, name));
            }
        }
    }

    /** The folders in a folder that are not hidden, by name. */
    static List<String> folders(Path folder) {
        return list(folder, Files::isDirectory);
    }

    private static List<String> list(Path folder, Predicate<Path> wanted) {
        FileErrors.requireFolder(folder);
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.startsWith(".") && wanted.test(entry)) {
                    names.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw FileErrors.reading(folder, e.getCause());
        } catch (IOException e) {
            throw FileErrors.reading(folder, e);
        }
        names.sort(null);
        return names;
    }
}

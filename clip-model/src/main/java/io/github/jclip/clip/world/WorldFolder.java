// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.AtomicFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Folders of pictures, drawn by several threads. Picture {@code i} of a folder is the same however many there are.
 *
 * @param world where the pictures come from
 * @param format of the files
 * @param written is run after each picture, by any of the threads
 */
public record WorldFolder(World world, PictureFormat format, Runnable written) {
    private static final int MOST_PICTURES = 10_000_000;

    /**
     * Writes training pictures as {@code images/0000000.png} and so on, with their captions in {@code pairs.csv}: a first
     * line {@code path,caption}, then a line for each.
     *
     * @param folder must not exist or be empty
     * @throws BadInputException if the folder cannot be written
     */
    public void writePairs(Path folder, int count) {
        checkCount(count);
        AtomicFolder.write(folder, target -> {
            Files.createDirectory(target.resolve("images"));
            List<String> lines = IntStream.range(0, count)
                    .parallel()
                    .mapToObj(i -> pair(target, "images/%07d.%s".formatted(i, format.extension()), i))
                    .toList();
            Files.writeString(
                    target.resolve("pairs.csv"),
                    lines.stream().collect(Collectors.joining("\n", "path,caption\n", "\n")));
        });
    }

    /**
     * Writes pictures of the classes of a domain, a folder for each class.
     *
     * @param folder must not exist or be empty
     * @throws BadInputException if the folder cannot be written
     */
    public void writeClasses(Path folder, Domain domain, int perClass) {
        checkCount(perClass);
        AtomicFolder.write(folder, target -> {
            for (Kind kind : World.classes(domain)) {
                Path own = Files.createDirectory(target.resolve(kind.name()));
                IntStream.range(0, perClass)
                        .parallel()
                        .forEach(i -> write(
                                world.pictureOf(kind, domain, i),
                                own.resolve("%04d.%s".formatted(i, format.extension()))));
            }
        });
    }

    private String pair(Path folder, String path, int index) {
        Picture picture = world.trainingPicture(index);
        write(picture, folder.resolve(path));
        return path + ',' + picture.caption();
    }

    private void write(Picture picture, Path file) {
        try {
            format.write(picture.image(), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        written.run();
    }

    private static void checkCount(int count) {
        if (count < 1 || count > MOST_PICTURES) {
            throw new BadInputException("%d pictures: write between 1 and %d".formatted(count, MOST_PICTURES));
        }
    }
}

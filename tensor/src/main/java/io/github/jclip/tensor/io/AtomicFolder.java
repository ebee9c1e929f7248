// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.io;

import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Folders that are there completely or not at all. The content is built in a hidden folder next to the target, forced
 * to disk and then renamed. An existing folder is replaced only if it is empty or the caller recognises it as one that
 * may go; it is first moved aside, and moved back if the new one cannot take its place. A process killed between these
 * two renames leaves the old folder under its hidden name ({@code .name.<pid>-<number>.old}); the next write to the
 * target puts it back before anything else.
 */
public final class AtomicFolder {
    private AtomicFolder() {}

    /** Fills a new folder. */
    @FunctionalInterface
    public interface Content {
        /** Puts the files into an empty folder, which gets its final name afterwards. */
        void writeTo(Path folder) throws IOException;
    }

    /**
     * Makes a folder that does not exist yet, or fills an empty one.
     *
     * @throws BadInputException if the target is a file or a folder with something in it, or cannot be written
     */
    public static void write(Path target, Content content) {
        write(target, _ -> false, content);
    }

    /**
     * Makes a folder, or replaces one.
     *
     * @param replaceable tells of an existing folder that is not empty whether it may be replaced, for example because
     *     it holds a file that only this kind of folder has
     * @throws BadInputException if the target is a file or a folder that may not be replaced, or cannot be written; an
     *     {@link IOException} from the content counts as such
     */
    public static void write(Path target, Predicate<Path> replaceable, Content content) {
        try {
            Path located = Temporaries.locate(target);
            requireReplaceable(target, replaceable);
            clearUp(located);
            requireReplaceable(target, replaceable);
            build(target, located, replaceable, content);
        } catch (IOException e) {
            throw FileErrors.writing(target, e);
        }
    }

    private static void clearUp(Path target) throws IOException {
        for (Path old : Temporaries.leftovers(target, Temporaries.OLD)) {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                Temporaries.deleteQuietly(old);
            } else {
                Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        for (Path unfinished : Temporaries.leftovers(target, Temporaries.NEW)) {
            Temporaries.deleteQuietly(unfinished);
        }
    }

    private static void requireReplaceable(Path target, Predicate<Path> replaceable) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw FileErrors.about(target, "is a file, not a folder; choose another name", null);
        }
        if (!isEmpty(target) && !replaceable.test(target)) {
            throw FileErrors.about(
                    target, "is a folder with other files in it; remove it or choose another name", null);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }

    private static void build(Path named, Path located, Predicate<Path> replaceable, Content content)
            throws IOException {
        Path temporary = Temporaries.claim(located, Temporaries.NEW);
        boolean done = false;
        try {
            Files.createDirectory(temporary);
            content.writeTo(temporary);
            syncTree(temporary);
            requireReplaceable(named, replaceable);
            putInPlace(temporary, located);
            done = true;
            Temporaries.syncFolder(located.getParent());
        } finally {
            if (!done) {
                Temporaries.deleteQuietly(temporary);
            }
            Temporaries.release(temporary);
        }
    }

    private static void putInPlace(Path built, Path target) throws IOException {
        if (!Files.exists(target)) {
            Files.move(built, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Path old = Temporaries.claim(target, Temporaries.OLD);
        try {
            Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
            try {
                Files.move(built, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
                throw e;
            }
            Temporaries.deleteQuietly(old);
        } finally {
            Temporaries.release(old);
        }
    }

    private static void syncTree(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.toList();
        }
        for (Path path : paths.reversed()) {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                Temporaries.syncFolder(path);
            } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
        }
    }
}

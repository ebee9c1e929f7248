// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hidden siblings in which a file or folder is prepared: {@code .name.<pid>-<number>.tmp}. The name tells whose they
 * are and whether their process still lives, so that what a killed process left is removed by the next write to the
 * same target. Those of this process are also removed when it is asked to stop.
 */
final class Temporaries {
    static final String NEW = "tmp";
    static final String OLD = "old";

    private static final long PID = ProcessHandle.current().pid();
    private static final AtomicLong COUNTER = new AtomicLong();
    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Temporaries::removeUnfinished, "jclip-temporaries"));
    }

    private Temporaries() {}

    /** Where a target lies or will lie, with links followed, so that its siblings are found in the right folder. */
    static Path locate(Path target) throws IOException {
        if (Files.exists(target)) {
            return target.toRealPath();
        }
        Path absolute = target.toAbsolutePath();
        return absolute.getParent().toRealPath().resolve(absolute.getFileName());
    }

    /** A sibling's path that nobody else uses, to be given back by {@link #release}. */
    static Path claim(Path target, String kind) {
        Path sibling = target.resolveSibling(
                ".%s.%d-%d.%s".formatted(target.getFileName(), PID, COUNTER.getAndIncrement(), kind));
        IN_USE.add(sibling);
        return sibling;
    }

    static void release(Path temporary) {
        IN_USE.remove(temporary);
    }

    /** Siblings of a kind that a process made for this target and did not live to remove. */
    static List<Path> leftovers(Path target, String kind) throws IOException {
        String prefix = "." + target.getFileName() + ".";
        Pattern rest = Pattern.compile("(\\d{1,18})-\\d+\\." + kind);
        List<Path> found = new ArrayList<>();
        DirectoryStream.Filter<Path> ours =
                path -> path.getFileName().toString().startsWith(prefix);
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(target.getParent(), ours)) {
            for (Path sibling : siblings) {
                Matcher name = rest.matcher(sibling.getFileName().toString().substring(prefix.length()));
                if (name.matches() && isAbandoned(sibling, Long.parseLong(name.group(1)))) {
                    found.add(sibling);
                }
            }
        }
        return found;
    }

    /** A restarted container may get the same process id again, hence the second look at our own. */
    private static boolean isAbandoned(Path temporary, long pid) {
        if (pid == PID) {
            return !IN_USE.contains(temporary);
        }
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
    }

    /** Deletes a file or a whole folder, without following links. */
    static void delete(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(path);
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException error) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** For clearing up: what cannot be deleted now is a leftover for the next write. */
    static void deleteQuietly(Path path) {
        try {
            delete(path);
        } catch (IOException _) {
            return;
        }
    }

    /** Makes the names in a folder durable, where the system can. */
    static void syncFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException _) {
            // Windows opens no channel on a folder; its renames are durable without.
            return;
        }
    }

    private static void removeUnfinished() {
        for (Path temporary : IN_USE) {
            if (temporary.toString().endsWith("." + NEW)) {
                deleteQuietly(temporary);
            }
        }
    }
}

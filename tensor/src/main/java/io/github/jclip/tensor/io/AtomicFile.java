// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.io;

import io.github.jclip.tensor.BadInputException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files that are there completely or not at all. The bytes go to a hidden file in the same folder, are forced to disk
 * and then take the target's name in one step: whoever reads the target sees the old content or the new one, and after
 * a failure, a crash or a kill the old one is still there. A process that still has the old file mapped keeps it.
 *
 * <p>A target that is a symbolic link is written where the link points to. Each method throws {@link BadInputException}
 * when the file cannot be written; an {@link IOException} from the content counts as such, so content that reads other
 * files reports their errors itself. Anything else the content throws passes through.
 */
public final class AtomicFile {
    private static final int BUFFER_SIZE = 1 << 16;

    private AtomicFile() {}

    /** Writes the content of a file to a stream. */
    @FunctionalInterface
    public interface StreamContent {
        /** Writes everything; the stream is buffered, and closed by the caller. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes the content of a file to a channel. */
    @FunctionalInterface
    public interface ChannelContent {
        /** Writes everything; the channel is closed by the caller. */
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Fails as a write would where it can be told beforehand: the target is a folder or a device, or lies in no folder.
     * For work that takes long before it has something to write.
     */
    public static void requirePossible(Path target) {
        try {
            requireReplaceable(target);
            Path folder = Temporaries.locate(target).getParent();
            if (!Files.isDirectory(folder)) {
                throw new NotDirectoryException(folder.toString());
            }
        } catch (IOException e) {
            throw FileErrors.writing(target, e);
        }
    }

    /** Removes a file, where it is there, and what processes that were killed while writing it have left. */
    public static void delete(Path target) {
        try {
            Path located = Temporaries.locate(target);
            for (Path leftover : Temporaries.leftovers(located, Temporaries.NEW)) {
                Temporaries.deleteQuietly(leftover);
            }
            Files.deleteIfExists(located);
        } catch (IOException e) {
            throw FileErrors.writing(target, e);
        }
    }

    /** Writes these bytes. */
    public static void write(Path target, byte[] content) {
        write(target, out -> out.write(content));
    }

    /** Writes this text in UTF-8. */
    public static void write(Path target, String content) {
        write(target, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes what the content puts into a stream. */
    public static void write(Path target, StreamContent content) {
        writeChannel(target, channel -> {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_SIZE);
            content.writeTo(out);
            out.flush();
        });
    }

    /** Writes what the content puts into a channel. */
    public static void writeChannel(Path target, ChannelContent content) {
        try {
            requireReplaceable(target);
            replace(Temporaries.locate(target), content);
        } catch (IOException e) {
            throw FileErrors.writing(target, e);
        }
    }

    private static void replace(Path target, ChannelContent content) throws IOException {
        for (Path leftover : Temporaries.leftovers(target, Temporaries.NEW)) {
            Temporaries.deleteQuietly(leftover);
        }
        Path temporary = Temporaries.claim(target, Temporaries.NEW);
        boolean done = false;
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            done = true;
            Temporaries.syncFolder(target.getParent());
        } finally {
            if (!done) {
                Temporaries.deleteQuietly(temporary);
            }
            Temporaries.release(temporary);
        }
    }

    /** A folder cannot be replaced by a file, and the rename would replace a device. */
    private static void requireReplaceable(Path target) {
        if (Files.isDirectory(target)) {
            throw FileErrors.about(target, "is a folder; choose another name", null);
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw FileErrors.about(target, "is not a regular file; choose another name", null);
        }
    }
}

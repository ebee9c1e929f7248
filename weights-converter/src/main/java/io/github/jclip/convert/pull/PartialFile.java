// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pull;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.FileErrors;
import io.github.jclip.tensor.io.FileHash;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The part of a download that is there so far: {@code <name>.part}, next to the file that it becomes. A small file
 * {@code <name>.part.origin} remembers where it comes from and the server's mark of that version, without which the
 * rest might be the rest of something else. One process at a time works on it.
 */
final class PartialFile implements AutoCloseable {
    private final Path target;
    private final Path part;
    private final Path origin;
    private final FileChannel channel;

    private PartialFile(Path target, FileChannel channel) {
        this.target = target;
        this.part = sibling(target, ".part");
        this.origin = sibling(target, ".part.origin");
        this.channel = channel;
    }

    /** Opens the part of this file, or starts one. */
    static PartialFile open(Path target) {
        Path part = sibling(target, ".part");
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locks(channel)) {
                channel.close();
                throw new BadInputException(part + ": another process is downloading this file; wait until it is done");
            }
            channel.position(channel.size());
            return new PartialFile(target, channel);
        } catch (IOException e) {
            throw FileErrors.writing(part, e);
        }
    }

    private static boolean locks(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static Path sibling(Path target, String suffix) {
        return target.resolveSibling(target.getFileName() + suffix);
    }

    /** How many bytes are there. */
    long size() {
        try {
            return channel.position();
        } catch (IOException e) {
            throw FileErrors.writing(part, e);
        }
    }

    /** The mark (entity tag or date) of the version that this is a part of, if it comes from this address. */
    Optional<String> mark(URI source) {
        try {
            List<String> lines = Files.exists(origin) ? Files.readAllLines(origin) : List.of();
            boolean same = lines.size() == 2 && lines.getFirst().equals(source.toString());
            return same ? Optional.of(lines.getLast()) : Optional.empty();
        } catch (IOException e) {
            // Without a mark the download starts again, which is right in any case.
            return Optional.empty();
        }
    }

    /** Starts again with a version that has this mark, if the server gives one. */
    void restart(URI source, Optional<String> mark) {
        try {
            channel.truncate(0);
            Files.deleteIfExists(origin);
            if (mark.isPresent()) {
                Files.write(origin, List.of(source.toString(), mark.get()));
            }
        } catch (IOException e) {
            throw FileErrors.writing(origin, e);
        }
    }

    void append(byte[] bytes, int count) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw FileErrors.writing(part, e);
        }
    }

    /** Refuses to begin what cannot end well. */
    void requireSpace(long missing) {
        try {
            long free = Files.getFileStore(part).getUsableSpace();
            if (free < missing) {
                throw new BadInputException(
                        "%s: needs %d MB more, but %d MB are free there; free some space or choose another place"
                                .formatted(part, missing / 1_000_000, free / 1_000_000));
            }
        } catch (IOException e) {
            throw FileErrors.writing(part, e);
        }
    }

    /** Of the bytes that are there, once they are safe on disk. */
    String sha256() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw FileErrors.writing(part, e);
        }
        return FileHash.sha256(part);
    }

    /** Gives the file its name, in one step. */
    void complete() {
        close();
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(origin);
        } catch (IOException e) {
            throw FileErrors.writing(target, e);
        }
    }

    /** Deletes what is there. */
    void discard() {
        close();
        try {
            Files.deleteIfExists(part);
            Files.deleteIfExists(origin);
        } catch (IOException e) {
            throw FileErrors.writing(part, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw FileErrors.writing(part, e);
        }
    }
}

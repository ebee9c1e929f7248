// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * The embeddings of one list of images, as far as they are made: rows of F32 in a file of their own, in the order of the
 * list, without those images that could not be read.
 */
public final class EmbeddedSet implements AutoCloseable {
    private static final int BUFFER_SIZE = 1 << 20;

    private final String name;
    private final int embeddingDim;
    private final Path file;
    private final FileChannel channel;
    private final Runnable added;
    private final Arena mapping = Arena.ofShared();
    private final BitSet skipped = new BitSet();
    private final CRC32C checksum = new CRC32C();
    private int files;
    private int rows;
    private int safeFiles;

    /**
     * A set of which nothing is made.
     *
     * @param file of the rows, which may be longer than what is known to be good of it
     * @param added called when there are more
     */
    EmbeddedSet(String name, int embeddingDim, Path file, Runnable added) {
        this.name = name;
        this.embeddingDim = embeddingDim;
        this.file = file;
        this.added = added;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw FileErrors.writing(file, e);
        }
    }

    /** Takes rows that an earlier process has made. */
    void takeUp(EmbeddingJournal.Entry entry) {
        int more = entry.rows() - rows;
        if (more < 0 || entry.files() < files || sumOf(more) != entry.checksum()) {
            throw EmbeddingJournal.damaged(file);
        }
        entry.skipped().forEach(skipped::set);
        files = entry.files();
        safeFiles = files;
        rows = entry.rows();
    }

    /** Checksum of so many rows from where the file is, which it then is behind of. */
    private long sumOf(int count) {
        CRC32C sum = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
        try {
            for (long left = count * rowBytes(); left > 0; ) {
                int read = channel.read(buffer.clear().limit((int) Math.min(left, BUFFER_SIZE)));
                if (read < 0) {
                    throw EmbeddingJournal.damaged(file);
                }
                sum.update(buffer.flip());
                left -= read;
            }
            return sum.getValue();
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    private long rowBytes() {
        return (long) embeddingDim * DType.F32.byteSize();
    }

    /** Drops what lies behind the rows that are known to be good. */
    void dropRest() {
        try {
            channel.truncate(rows * rowBytes()).position(rows * rowBytes());
        } catch (IOException e) {
            throw FileErrors.writing(file, e);
        }
    }

    /** How many files of the list are done, from the first: where to go on. */
    public int files() {
        return files;
    }

    /**
     * Adds the embeddings of further files.
     *
     * @param positions of the files in the list, in order; those left out between them and up to the end were skipped
     * @param embeddings F32 [B, E], contiguous, a row for each
     * @param end how many files of the list are done now
     */
    public void add(int[] positions, Tensor embeddings, int end) {
        skipped.set(files, end);
        for (int position : positions) {
            skipped.clear(position);
        }
        ByteBuffer bytes =
                embeddings.segment().asSlice(0, positions.length * rowBytes()).asByteBuffer();
        checksum.update(bytes.duplicate());
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw FileErrors.writing(file, e);
        }
        rows += positions.length;
        files = end;
        added.run();
    }

    /** Counts files as done that have no embeddings: those up to an end, which come behind all that are done. */
    void skipTo(int end) {
        skipped.set(files, end);
        files = end;
    }

    /** Makes everything safe that is not yet, and says what that is. */
    Optional<EmbeddingJournal.Entry> makeSafe() {
        if (files == safeFiles) {
            return Optional.empty();
        }
        try {
            channel.force(false);
        } catch (IOException e) {
            throw FileErrors.writing(file, e);
        }
        var entry = new EmbeddingJournal.Entry(
                name,
                files,
                rows,
                skipped.stream().filter(it -> it >= safeFiles).boxed().toList(),
                checksum.getValue());
        checksum.reset();
        safeFiles = files;
        return Optional.of(entry);
    }

    /** Positions of the files that have an embedding, in the order of the rows. */
    public int[] positions() {
        return IntStream.range(0, files).filter(file -> !skipped.get(file)).toArray();
    }

    /** All rows [N, E], read only; in the file, not in memory. Valid until this is closed. */
    public Tensor embeddings() {
        try {
            return Tensor.ofHost(
                    DType.F32,
                    Shape.of(rows, embeddingDim),
                    channel.map(MapMode.READ_ONLY, 0, rows * rowBytes(), mapping));
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    @Override
    public void close() {
        mapping.close();
        try {
            channel.close();
        } catch (IOException e) {
            throw FileErrors.writing(file, e);
        }
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A list of how far an embedding of images is: a line of JSON for each time that rows were made safe, with its checksum. A
 * line that a killed process has not finished is as good as none.
 */
final class EmbeddingJournal implements AutoCloseable {
    private static final char BEFORE_CHECKSUM = '\t';
    private static final char END = '\n';
    private static final int CHECKSUM_DIGITS = Integer.BYTES * 2;

    private final Path file;
    private final FileChannel channel;

    private EmbeddingJournal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Rows of a set that are safe.
     *
     * @param files of the set that are done, from the first
     * @param rows that they have given
     * @param skipped files among those that were done since the last entry of the set
     * @param checksum CRC-32C of the rows since the last entry of the set
     */
    record Entry(String set, int files, int rows, List<Integer> skipped, long checksum) {}

    /** Begins a journal, or goes on with one behind its last whole line. */
    static EmbeddingJournal open(Path file) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            String content = Files.readString(file, StandardCharsets.ISO_8859_1);
            channel.truncate(content.lastIndexOf(END) + 1L).position(channel.size());
            return new EmbeddingJournal(file, channel);
        } catch (IOException e) {
            throw FileErrors.writing(file, e);
        }
    }

    /**
     * The entries of a journal.
     *
     * @throws BadInputException if a whole line is damaged
     */
    static List<Entry> read(Path file) {
        try {
            String content = Files.readString(file, StandardCharsets.ISO_8859_1);
            List<Entry> entries = new ArrayList<>();
            for (int from = 0, to; (to = content.indexOf(END, from)) >= 0; from = to + 1) {
                entries.add(entry(file, content.substring(from, to)));
            }
            return entries;
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    private static Entry entry(Path file, String line) {
        int end = line.length() - CHECKSUM_DIGITS - 1;
        if (end < 0 || !line.equals(withChecksum(line.substring(0, end)))) {
            throw damaged(file);
        }
        try {
            return JsonMapper.shared().readValue(line.substring(0, end), Entry.class);
        } catch (JacksonException _) {
            throw damaged(file);
        }
    }

    static BadInputException damaged(Path file) {
        return new BadInputException(Excerpt.line(file + ": is damaged; start again with --force"));
    }

    private static String withChecksum(String json) {
        CRC32C sum = new CRC32C();
        sum.update(json.getBytes(StandardCharsets.ISO_8859_1));
        return json + BEFORE_CHECKSUM + HexFormat.of().toHexDigits((int) sum.getValue());
    }

    /** Adds an entry, which is on disk when this returns. */
    void add(Entry entry) {
        String line = withChecksum(JsonMapper.shared().writeValueAsString(entry)) + END;
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        } catch (IOException e) {
            throw FileErrors.writing(file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw FileErrors.writing(file, e);
        }
    }
}

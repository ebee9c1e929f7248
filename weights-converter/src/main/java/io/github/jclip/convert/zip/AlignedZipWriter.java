// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.zip;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a zip archive of stored entries whose contents start on multiples of 64 bytes, as PyTorch's do, so that a reader
 * may use them where they lie. The same entries give the same bytes, whatever the time or the time zone.
 */
public final class AlignedZipWriter implements AutoCloseable {
    private static final int LOCAL_HEADER = 30;
    private static final int EXTRA_HEADER = 4;
    private static final int ALIGNMENT = 64;
    private static final int CHUNK = 1 << 20;

    /** The first month that the format's clock can tell from none at all. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private final Counter counter;
    private final ZipOutputStream zip;

    /**
     * An archive without entries.
     *
     * @param out buffered; stays open
     */
    public AlignedZipWriter(OutputStream out) {
        counter = new Counter(out);
        zip = new ZipOutputStream(counter);
        zip.setMethod(ZipOutputStream.STORED);
    }

    /** Adds an entry. */
    public void add(String name, byte[] content) throws IOException {
        add(name, MemorySegment.ofArray(content));
    }

    /** Adds an entry of one content after another. */
    public void add(String name, MemorySegment... contents) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        CRC32 crc = new CRC32();
        long size = 0;
        for (MemorySegment content : contents) {
            for (long from = 0; from < content.byteSize(); from += CHUNK) {
                crc.update(chunk(content, from).asByteBuffer());
            }
            size += content.byteSize();
        }
        entry.setSize(size);
        entry.setCrc(crc.getValue());
        entry.setExtra(padding(name));
        zip.putNextEntry(entry);
        for (MemorySegment content : contents) {
            for (long from = 0; from < content.byteSize(); from += CHUNK) {
                zip.write(chunk(content, from).toArray(ValueLayout.JAVA_BYTE));
            }
        }
        zip.closeEntry();
        zip.flush();
    }

    private static MemorySegment chunk(MemorySegment content, long from) {
        return content.asSlice(from, Math.min(CHUNK, content.byteSize() - from));
    }

    private byte[] padding(String name) {
        long start = counter.count + LOCAL_HEADER + name.getBytes(StandardCharsets.UTF_8).length + EXTRA_HEADER;
        int length = (int) (-start & (ALIGNMENT - 1));
        byte[] extra = new byte[EXTRA_HEADER + length];
        extra[0] = 'F';
        extra[1] = 'B';
        extra[2] = (byte) length;
        return extra;
    }

    /** Writes the directory. */
    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Knows where the next entry begins. */
    private static final class Counter extends FilterOutputStream {
        private long count;

        Counter(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            count += length;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            count++;
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}

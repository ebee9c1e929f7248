// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.zip;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A mapped zip archive, by the directory at its end (PKWARE APPNOTE 6.3.10, with the 64-bit extensions of 4.3.14).
 * Stored entries are views of the mapping: PyTorch stores, and starts each entry on a multiple of 64 bytes. Nothing is
 * ever unpacked to disk.
 */
public final class ZipArchive {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final int END64_LOCATOR_SIGNATURE = 0x07064b50;
    private static final int END64_LOCATOR_SIZE = 20;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int END64_SIZE = 56;
    private static final int DIRECTORY_SIGNATURE = 0x02014b50;
    private static final int DIRECTORY_HEADER_SIZE = 46;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_HEADER_SIZE = 30;
    private static final int MAX_COMMENT_LENGTH = 0xffff;
    private static final long SEE_64_BIT_FIELD = 0xffff_ffffL;
    private static final int EXTRA_64_BIT = 1;
    private static final int FLAG_ENCRYPTED = 1;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    /** Deflate makes at most 258 bytes of 2 bits. */
    private static final long MAX_INFLATION = 1032;

    private static final long CHUNK = 1 << 24;

    private final Path file;
    private final MemorySegment bytes;
    private final Arena arena;
    private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

    private ZipArchive(Path file, MemorySegment bytes, Arena arena) {
        this.file = file;
        this.bytes = bytes;
        this.arena = arena;
    }

    /**
     * Reads the directory.
     *
     * @param bytes the mapped file
     * @param arena owner of what has to be inflated
     * @throws BadInputException if the archive is damaged
     */
    public static ZipArchive open(Path file, MemorySegment bytes, Arena arena) {
        ZipArchive archive = new ZipArchive(file, bytes, arena);
        archive.readDirectory();
        return archive;
    }

    public Set<String> names() {
        return entries.keySet();
    }

    /** The content of an entry, its checksum verified; empty if there is no such entry. */
    public Optional<MemorySegment> content(String name) {
        return Optional.ofNullable(entries.get(name)).map(this::content);
    }

    /** The size of an entry's content; empty if there is no such entry. */
    public Optional<Long> size(String name) {
        return Optional.ofNullable(entries.get(name)).map(ZipEntry::size);
    }

    private MemorySegment content(ZipEntry entry) {
        MemorySegment content = entry.method() == STORED ? entry.data() : inflate(entry);
        if (crc32(content) != entry.crc32()) {
            throw damaged("%s does not match its checksum".formatted(Excerpt.quote(entry.name())));
        }
        return content;
    }

    private static int crc32(MemorySegment content) {
        CRC32 crc = new CRC32();
        for (long from = 0; from < content.byteSize(); from += CHUNK) {
            crc.update(content.asSlice(from, Math.min(CHUNK, content.byteSize() - from))
                    .asByteBuffer());
        }
        return (int) crc.getValue();
    }

    private MemorySegment inflate(ZipEntry entry) {
        MemorySegment content = arena.allocate(Math.max(entry.size(), 1)).asSlice(0, entry.size());
        try (Inflater inflater = new Inflater(true)) {
            long read = 0;
            long written = 0;
            while (!inflater.finished()) {
                if (inflater.needsInput()) {
                    long length = Math.min(CHUNK, entry.data().byteSize() - read);
                    inflater.setInput(entry.data().asSlice(read, length).asByteBuffer());
                    read += length;
                }
                ByteBuffer target = content.asSlice(written, Math.min(CHUNK, entry.size() - written))
                        .asByteBuffer();
                int count = inflater.inflate(target);
                written += count;
                if (count == 0
                        && !inflater.finished()
                        && (read == entry.data().byteSize() || written == entry.size())) {
                    throw damaged("%s does not inflate to its size".formatted(Excerpt.quote(entry.name())));
                }
            }
            if (written != entry.size()) {
                throw damaged("%s does not inflate to its size".formatted(Excerpt.quote(entry.name())));
            }
            return content;
        } catch (DataFormatException _) {
            throw damaged("%s is not deflated data".formatted(Excerpt.quote(entry.name())));
        }
    }

    // ---- directory ----

    private void readDirectory() {
        long end = findEnd();
        long size = Integer.toUnsignedLong(intAt(end + 12));
        long offset = Integer.toUnsignedLong(intAt(end + 16));
        long locator = end - END64_LOCATOR_SIZE;
        if (locator >= 0 && intAt(locator) == END64_LOCATOR_SIGNATURE) {
            long end64 = longAt(locator + 8);
            requireRange(end64, END64_SIZE, "the 64-bit end record");
            if (intAt(end64) != END64_SIGNATURE) {
                throw damaged("no 64-bit end record at byte %d".formatted(end64));
            }
            size = longAt(end64 + 40);
            offset = longAt(end64 + 48);
        }
        requireRange(offset, size, "the directory");
        long position = offset;
        while (position < offset + size) {
            position = readHeader(position, offset + size);
        }
    }

    private long findEnd() {
        long last = bytes.byteSize() - END_SIZE;
        long first = Math.max(0, last - MAX_COMMENT_LENGTH);
        for (long at = last; at >= first; at--) {
            if (intAt(at) == END_SIGNATURE && at + END_SIZE + shortAt(at + 20) == bytes.byteSize()) {
                return at;
            }
        }
        throw damaged("the directory at the end is missing, so the file is cut off");
    }

    private long readHeader(long at, long end) {
        if (end - at < DIRECTORY_HEADER_SIZE || intAt(at) != DIRECTORY_SIGNATURE) {
            throw damaged("no directory entry at byte %d".formatted(at));
        }
        int nameLength = shortAt(at + 28);
        int extraLength = shortAt(at + 30);
        long next = at + DIRECTORY_HEADER_SIZE + nameLength + extraLength + shortAt(at + 32);
        if (next > end) {
            throw damaged("the directory entry at byte %d is cut off".formatted(at));
        }
        byte[] name = bytes.asSlice(at + DIRECTORY_HEADER_SIZE, nameLength).toArray(ValueLayout.JAVA_BYTE);
        MemorySegment extra = bytes.asSlice(at + DIRECTORY_HEADER_SIZE + nameLength, extraLength);
        add(at, new String(name, StandardCharsets.UTF_8), extra);
        return next;
    }

    private void add(long at, String name, MemorySegment extra) {
        Extended sizes = new Extended(extra);
        long size = sizes.resolve(Integer.toUnsignedLong(intAt(at + 24)));
        long stored = sizes.resolve(Integer.toUnsignedLong(intAt(at + 20)));
        long local = sizes.resolve(Integer.toUnsignedLong(intAt(at + 42)));
        int method = shortAt(at + 10);
        if ((shortAt(at + 8) & FLAG_ENCRYPTED) != 0) {
            throw damaged("%s is encrypted".formatted(Excerpt.quote(name)));
        }
        boolean possible = switch (method) {
            case STORED -> stored == size;
            case DEFLATED -> size >= 0 && size / MAX_INFLATION <= stored;
            default -> false;
        };
        if (!possible) {
            throw damaged("%s has compression method %d and %d bytes for %d"
                    .formatted(Excerpt.quote(name), method, stored, size));
        }
        ZipEntry entry = new ZipEntry(name, method, intAt(at + 16), size, dataOf(name, local, stored));
        if (entries.put(name, entry) != null) {
            throw damaged("%s is in the archive twice".formatted(Excerpt.quote(name)));
        }
    }

    private MemorySegment dataOf(String name, long local, long length) {
        requireRange(local, LOCAL_HEADER_SIZE, Excerpt.quote(name));
        if (intAt(local) != LOCAL_SIGNATURE) {
            throw damaged("%s does not begin at byte %d".formatted(Excerpt.quote(name), local));
        }
        long data = local + LOCAL_HEADER_SIZE + shortAt(local + 26) + shortAt(local + 28);
        requireRange(data, length, Excerpt.quote(name));
        return bytes.asSlice(data, length);
    }

    private void requireRange(long from, long length, String what) {
        if (from < 0 || length < 0 || from > bytes.byteSize() || length > bytes.byteSize() - from) {
            throw damaged("%s would end after the file".formatted(what));
        }
    }

    private int intAt(long offset) {
        return bytes.get(INT, offset);
    }

    private int shortAt(long offset) {
        return bytes.get(SHORT, offset) & 0xffff;
    }

    private long longAt(long offset) {
        return bytes.get(LONG, offset);
    }

    private BadInputException damaged(String trouble) {
        return new BadInputException(Excerpt.line(file + ": zip archive: " + trouble + "; fetch the file again"));
    }

    /** The extra field in which the values that do not fit 32 bits follow one another. */
    private final class Extended {
        private MemorySegment values = MemorySegment.NULL;
        private long position;

        Extended(MemorySegment extra) {
            long at = 0;
            while (at + 4 <= extra.byteSize()) {
                int id = extra.get(SHORT, at) & 0xffff;
                long length = extra.get(SHORT, at + 2) & 0xffff;
                if (length > extra.byteSize() - at - 4) {
                    return;
                }
                if (id == EXTRA_64_BIT) {
                    values = extra.asSlice(at + 4, length);
                    return;
                }
                at += 4 + length;
            }
        }

        /** The value, or the next 64-bit one if it is the mark that says so. */
        long resolve(long value) {
            if (value != SEE_64_BIT_FIELD) {
                return value;
            }
            if (position + Long.BYTES > values.byteSize()) {
                throw damaged("a 64-bit size is missing");
            }
            position += Long.BYTES;
            return values.get(LONG, position - Long.BYTES);
        }
    }
}

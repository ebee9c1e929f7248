// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.zip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipArchiveTest {
    private static final byte[] CONTENT = "some content, some content, some content".getBytes(StandardCharsets.UTF_8);
    private static final int LOCAL_HEADER = 30;
    private static final int END = 22;

    private static byte[] zip(int method, String comment, String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setComment(comment);
            zip.setMethod(method);
            for (String name : names) {
                ZipEntry entry = new ZipEntry(name);
                CRC32 crc = new CRC32();
                crc.update(CONTENT);
                entry.setSize(CONTENT.length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(CONTENT);
            }
        }
        return bytes.toByteArray();
    }

    private static ZipArchive open(byte[] bytes, Arena arena) {
        MemorySegment segment = arena.allocate(Math.max(bytes.length, 1)).asSlice(0, bytes.length);
        segment.copyFrom(MemorySegment.ofArray(bytes));
        return ZipArchive.open(Path.of("file.pt"), segment, arena);
    }

    private static String refusal(byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            BadInputException refused = assertThrows(BadInputException.class, () -> {
                ZipArchive archive = open(bytes, arena);
                archive.names().forEach(archive::content);
            });
            assertTrue(refused.getMessage().startsWith("file.pt: zip archive: "), refused.getMessage());
            return refused.getMessage();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
    void readsWhatJavaWrites(int method) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            ZipArchive archive = open(zip(method, "a comment", "a/b", "../c", "/d"), arena);
            assertEquals(Set.of("a/b", "../c", "/d"), archive.names());
            for (String name : archive.names()) {
                byte[] content = archive.content(name).orElseThrow().toArray(ValueLayout.JAVA_BYTE);
                assertArrayEquals(CONTENT, content);
                assertEquals(CONTENT.length, archive.size(name).orElseThrow());
            }
            assertTrue(archive.content("missing").isEmpty());
        }
    }

    @Test
    void readsSixtyFourBitFields() throws IOException {
        byte[] plain = zip(ZipEntry.STORED, "", "a");
        ByteBuffer in = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
        int end = plain.length - END;
        int directory = in.getInt(end + 16);
        ByteBuffer out = ByteBuffer.allocate(plain.length + 28 + 56 + 20).order(ByteOrder.LITTLE_ENDIAN);
        out.put(plain, 0, end);
        out.putInt(directory + 20, -1).putInt(directory + 24, -1).putInt(directory + 42, -1);
        out.putShort(directory + 30, (short) 28);
        out.putShort((short) 1)
                .putShort((short) 24)
                .putLong(CONTENT.length)
                .putLong(CONTENT.length)
                .putLong(0);
        int end64 = out.position();
        out.putInt(0x06064b50)
                .putLong(44)
                .putShort((short) 45)
                .putShort((short) 45)
                .putInt(0)
                .putInt(0);
        out.putLong(1).putLong(1).putLong(end64 - directory).putLong(directory);
        out.putInt(0x07064b50).putInt(0).putLong(end64).putInt(1);
        out.put(plain, end, 12).putInt(-1).putInt(-1).putShort((short) 0);
        try (Arena arena = Arena.ofConfined()) {
            ZipArchive archive = open(out.array(), arena);
            assertArrayEquals(CONTENT, archive.content("a").orElseThrow().toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
    void verifiesChecksums(int method) throws IOException {
        byte[] bytes = zip(method, "", "a");
        bytes[LOCAL_HEADER + 1 + 3] ^= 1;
        refusal(bytes);
    }

    @Test
    void refusesRepeatedNames() throws IOException {
        byte[] bytes = zip(ZipEntry.STORED, "", "a", "b");
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[text.lastIndexOf('b')] = 'a';
        assertTrue(refusal(bytes).contains("twice"));
    }

    @Test
    void refusesEncryptionAndOtherMethods() throws IOException {
        byte[] encrypted = zip(ZipEntry.STORED, "", "a");
        int directory = directoryOf(encrypted);
        encrypted[directory + 8] |= 1;
        assertTrue(refusal(encrypted).contains("encrypted"));

        byte[] method = zip(ZipEntry.STORED, "", "a");
        method[directory + 10] = 93;
        assertTrue(refusal(method).contains("method 93"));
    }

    @Test
    void refusesClaimsThatNoDeflateStreamCanMeet() throws IOException {
        byte[] bytes = zip(ZipEntry.DEFLATED, "", "a");
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(directoryOf(bytes) + 24, Integer.MAX_VALUE);
        refusal(bytes);
    }

    private static int directoryOf(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - END + 16);
    }

    @Test
    void refusesEveryPrefix() throws IOException {
        byte[] bytes = zip(ZipEntry.STORED, "", "a", "b");
        for (int length = 0; length < bytes.length; length++) {
            refusal(Arrays.copyOf(bytes, length));
        }
    }

    @Test
    void mutationsAreReadOrRefused() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = zip(round % 2 == 0 ? ZipEntry.STORED : ZipEntry.DEFLATED, "", "a", "b");
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try (Arena arena = Arena.ofConfined()) {
                ZipArchive archive = open(bytes, arena);
                archive.names().forEach(archive::content);
            } catch (BadInputException refused) {
                assertEquals(-1, refused.getMessage().indexOf('\n'));
            }
        }
    }
}

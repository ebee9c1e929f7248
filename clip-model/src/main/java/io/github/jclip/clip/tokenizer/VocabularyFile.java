// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.FileErrors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** The text of a vocabulary file, unpacked if need be. */
final class VocabularyFile {
    /** Twenty times the size of OpenAI's: whatever is larger is something else. */
    private static final int LARGEST = 64 << 20;

    private static final int GZIP_MAGIC = 0x1F8B;

    private VocabularyFile() {}

    static CharBuffer read(Path file) {
        byte[] bytes;
        try (InputStream raw = Files.newInputStream(file)) {
            bytes = readBounded(file, raw);
            if (bytes.length >= 2 && ((bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF)) == GZIP_MAGIC) {
                bytes = unpack(file, bytes);
            }
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw new BadInputException(file + ": is not UTF-8 text, so not a vocabulary", e);
        }
    }

    private static byte[] unpack(Path file, byte[] packed) {
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return readBounded(file, unpacked);
        } catch (IOException e) {
            throw new BadInputException(file + ": the gzip data is damaged or cut off; fetch the file again", e);
        }
    }

    private static byte[] readBounded(Path file, InputStream stream) throws IOException {
        byte[] bytes = stream.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw new BadInputException(
                    file + ": has more than " + (LARGEST >> 20) + " MiB of text, so it is not a vocabulary");
        }
        return bytes;
    }
}

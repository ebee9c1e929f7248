// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** What a file is, by its first bytes: names of checkpoints say little ({@code .pt} may be any of three formats). */
enum FileKind {
    ZIP,
    PICKLE,
    SAFETENSORS,
    SAFETENSORS_INDEX;

    private static final int HEAD_LENGTH = 512;
    private static final int PICKLE_PROTOCOL_OPCODE = 0x80;
    private static final int SAFETENSORS_JSON_AT = 8;

    /**
     * Looks at a file.
     *
     * @throws BadInputException if it is missing, empty or no checkpoint, saying what it is instead where that is known
     */
    static FileKind of(Path file) {
        FileErrors.requireFile(file);
        byte[] head = head(file);
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.startsWith("PK\3\4") || text.startsWith("PK\5\6")) {
            return ZIP;
        }
        if (hasSafetensorsHeader(head)) {
            return SAFETENSORS;
        }
        if ((head[0] & 0xff) == PICKLE_PROTOCOL_OPCODE) {
            return PICKLE;
        }
        String name = file.getFileName().toString();
        if (name.endsWith(".index.json") && text.stripLeading().startsWith("{")) {
            return SAFETENSORS_INDEX;
        }
        if (name.endsWith(".safetensors")) {
            return SAFETENSORS;
        }
        throw unknown(file, head, text.stripLeading().toLowerCase(Locale.ROOT));
    }

    private static byte[] head(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEAD_LENGTH);
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    /** A length below 4 GiB, then JSON. */
    private static boolean hasSafetensorsHeader(byte[] head) {
        return head.length > SAFETENSORS_JSON_AT
                && head[SAFETENSORS_JSON_AT] == '{'
                && head[4] == 0
                && head[5] == 0
                && head[6] == 0
                && head[7] == 0;
    }

    private static BadInputException unknown(Path file, byte[] head, String text) {
        String what;
        if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml")) {
            what = "a web page, not a checkpoint; the download went wrong, fetch the file again";
        } else if (text.startsWith("version https://git-lfs")) {
            what = "a Git LFS pointer, not the file it points to; run `git lfs pull`";
        } else if (text.startsWith("{")) {
            what = "JSON, not a checkpoint; give the file with the weights or its folder";
        } else {
            byte[] first = Arrays.copyOf(head, Math.min(head.length, 8));
            what =
                    "no known checkpoint format (first bytes %s); give a file of torch.save, torch.jit.save or safetensors"
                            .formatted(HexFormat.ofDelimiter(" ").formatHex(first));
        }
        return new BadInputException(Excerpt.line(file + ": " + what));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A module as {@code torch.jit.save} stores it: source and a pickle of its attributes in a zip archive. */
final class TorchArchive {
    private static final String ROOT = "program/";

    private TorchArchive() {}

    /** The archive of a module that has no operands yet. */
    static byte[] of(String source) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            put(zip, "data.pkl", attributes());
            put(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            put(zip, "constants.pkl", "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1));
            put(zip, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /**
     * Pickle, protocol 2, of an object with {@code training = False} and an empty list of tensors. Opcodes: c names a
     * class, ) is the empty tuple, 0x81 makes an object, } is the empty dictionary, ( a mark, X a string, 0x89 False, ]
     * the empty list, t a tuple from the mark on, R a call, u sets what follows the mark, b the object's state.
     */
    private static byte[] attributes() {
        String pickle = "\u0080\u0002"
                + "c__torch__\n" + TorchScript.CLASS + "\n)\u0081}("
                + text("training") + "\u0089"
                + text("operands") + "ctorch.jit._pickle\nbuild_tensorlist\n(]tR"
                + "ub.";
        return pickle.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(String value) {
        return "X" + (char) value.length() + "\0\0\0" + value;
    }
}

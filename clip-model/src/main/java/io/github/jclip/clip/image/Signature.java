// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/** The fixed bytes by which a file format is recognised. */
final class Signature {
    private Signature() {}

    /** Whether these bytes stand at a position of a file. */
    static boolean matches(byte[] file, int position, int... bytes) {
        if (file.length - position < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (file[position + i] != (byte) bytes[i]) {
                return false;
            }
        }
        return true;
    }
}

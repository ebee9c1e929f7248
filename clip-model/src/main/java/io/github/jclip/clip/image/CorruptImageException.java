// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import java.io.IOException;

/** What is wrong with the bytes of an image, in one line; {@link ImageDecoder} adds the name of the file. */
final class CorruptImageException extends IOException {
    private static final long serialVersionUID = 1L;

    CorruptImageException(String message) {
        super(message);
    }

    CorruptImageException(String message, Throwable cause) {
        super(message, cause);
    }

    static CorruptImageException truncated(String where, int position) {
        return new CorruptImageException(
                "truncated: the file ends at byte %d in %s; fetch it again".formatted(position, where));
    }
}

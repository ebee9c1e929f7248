// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;

/** One use of an ImageIO reader; whatever it throws on a damaged file becomes one {@link CorruptImageException}. */
final class ReaderSession {
    /** What to do with a reader whose input is set. */
    @FunctionalInterface
    interface Task<T> {
        T run(ImageReader reader) throws IOException;
    }

    private ReaderSession() {}

    /**
     * Runs a task with a reader over a file.
     *
     * @param format the format's name in messages
     * @param withMetadata whether the task asks for metadata
     */
    static <T> T run(ImageReaderSpi provider, byte[] file, String format, boolean withMetadata, Task<T> task)
            throws CorruptImageException {
        try {
            ImageReader reader = provider.createReaderInstance(null);
            try {
                reader.setInput(new ByteArrayImageInput(file), true, !withMetadata);
                return task.run(reader);
            } finally {
                reader.dispose();
            }
        } catch (CorruptImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new CorruptImageException(
                    "damaged or cut off: the %s image does not decode (%s); fetch it again"
                            .formatted(format, reason(e)),
                    e);
        }
    }

    private static String reason(Exception e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        String name = root.getClass().getSimpleName();
        return message == null || message.isBlank()
                ? name
                : Arrays.stream(message.split("\\R", 2)).findFirst().orElse(name);
    }
}

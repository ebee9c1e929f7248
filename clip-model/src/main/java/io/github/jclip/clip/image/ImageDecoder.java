// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Decodes PNG, JPEG, GIF, BMP and WebP files, recognised by their contents, to the raw samples that Pillow gives. Works
 * without a display. Safe to use from several threads.
 */
public final class ImageDecoder {
    /** No image within {@link ImageLimits#MAX_PIXELS} needs more, uncompressed. */
    private static final long MAX_FILE_BYTES = 1L << 30;

    private ImageDecoder() {}

    /**
     * Decodes a file.
     *
     * @throws BadInputException if it is missing, unreadable, not an image, of an unsupported kind, damaged, cut off,
     *     or larger than 178,956,970 pixels, the limit beyond which Pillow too refuses
     */
    public static DecodedImage decode(Path file) {
        return decode(read(file), file.toString());
    }

    /**
     * Decodes the contents of a file.
     *
     * @param contents all bytes of the file
     * @param name what to call the file in messages
     * @throws BadInputException as {@link #decode(Path)}
     */
    public static DecodedImage decode(byte[] contents, String name) {
        try {
            return decode(contents);
        } catch (CorruptImageException e) {
            throw new BadInputException(name + ": " + e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            throw new BadInputException(name + ": too large for the memory that is left; raise -Xmx", e);
        }
    }

    private static DecodedImage decode(byte[] contents) throws CorruptImageException {
        if (JpegDecoder.recognises(contents)) {
            return JpegDecoder.decode(contents);
        }
        if (PngDecoder.recognises(contents)) {
            return PngDecoder.decode(contents);
        }
        if (GifDecoder.recognises(contents)) {
            return GifDecoder.decode(contents);
        }
        if (WebpDecoder.recognises(contents)) {
            return WebpDecoder.decode(contents);
        }
        if (BmpDecoder.recognises(contents)) {
            return BmpDecoder.decode(contents);
        }
        throw new CorruptImageException(
                contents.length == 0
                        ? "the file is empty"
                        : "not an image, or of an unsupported format; jclip reads PNG, JPEG, GIF, BMP and WebP");
    }

    /** All bytes of a file that can be an image. */
    static byte[] read(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new BadInputException(file + ": a folder, not an image file");
            }
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new BadInputException(file + ": too large: more than 1 GiB");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new BadInputException(file + ": no such file", e);
        } catch (IOException e) {
            throw new BadInputException("%s: cannot be read (%s)".formatted(file, e.getMessage()), e);
        }
    }
}

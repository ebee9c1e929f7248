// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import java.util.Arrays;

/**
 * What the markers of a JPEG file say before its first scan.
 *
 * @param components number of components: 1, 3 or 4
 * @param colourTransform whether the first three components are luma and chroma rather than the colours themselves
 * @param endMarked whether the file has an end-of-image marker
 */
record JpegHeader(int width, int height, int components, boolean colourTransform, boolean endMarked) {
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int NO_ADOBE = -1;

    /** Reads the markers up to the first scan. */
    static JpegHeader read(byte[] file) throws CorruptImageException {
        ByteCursor cursor = new ByteCursor(file, 2, "the JPEG header");
        boolean jfif = false;
        int adobeTransform = NO_ADOBE;
        byte[] frame = null;
        while (true) {
            int marker = nextMarker(cursor);
            if (marker == END_OF_IMAGE) {
                throw new CorruptImageException("damaged: the JPEG file has no pixels");
            }
            if (isStandalone(marker)) {
                continue;
            }
            int length = cursor.u16BigEndian() - 2;
            if (length < 0) {
                throw new CorruptImageException("damaged: JPEG marker with an impossible length");
            }
            if (marker == START_OF_SCAN) {
                break;
            }
            byte[] segment = cursor.bytes(length);
            if (isFrame(marker)) {
                requireSupported(marker, segment);
                frame = segment;
            } else if (marker == 0xe0 && length >= 14 && Signature.matches(segment, 0, 'J', 'F', 'I', 'F', 0)) {
                jfif = true;
            } else if (marker == 0xee && length >= 12 && Signature.matches(segment, 0, 'A', 'd', 'o', 'b', 'e')) {
                adobeTransform = segment[11];
            }
        }
        if (frame == null) {
            throw new CorruptImageException("damaged: the JPEG file has a scan but no frame header");
        }
        return of(frame, jfif, adobeTransform, hasEnd(file, cursor.position()));
    }

    private static int nextMarker(ByteCursor cursor) throws CorruptImageException {
        int value = cursor.u8();
        while (true) {
            while (value != 0xff) {
                value = cursor.u8();
            }
            while (value == 0xff) {
                value = cursor.u8();
            }
            if (value != 0) {
                return value;
            }
        }
    }

    private static boolean isStandalone(int marker) {
        return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static void requireSupported(int marker, byte[] frame) throws CorruptImageException {
        if (marker > 0xc2) {
            throw new CorruptImageException(
                    "unsupported JPEG: lossless, hierarchical or arithmetic coding; save it again as a baseline JPEG");
        }
        if (frame.length < 6 || frame.length < 6 + 3 * frame[5]) {
            throw new CorruptImageException("damaged: JPEG frame header too short");
        }
        if (frame[0] != 8) {
            throw new CorruptImageException("unsupported JPEG: %d bits a sample, not 8".formatted(frame[0]));
        }
        if (frame[5] != 1 && frame[5] != 3 && frame[5] != 4) {
            throw new CorruptImageException("unsupported JPEG: %d components".formatted(frame[5]));
        }
    }

    /** The rules by which libjpeg, and so Pillow, guesses the colour space of a file. */
    private static JpegHeader of(byte[] frame, boolean jfif, int adobeTransform, boolean endMarked)
            throws CorruptImageException {
        ByteCursor cursor = new ByteCursor(frame, 1, "the JPEG frame header");
        int height = cursor.u16BigEndian();
        int width = cursor.u16BigEndian();
        int components = cursor.u8();
        boolean transform = switch (components) {
            case 3 -> jfif || (adobeTransform == NO_ADOBE ? !Arrays.equals(ids(frame), RGB_IDS) : adobeTransform != 0);
            case 4 -> adobeTransform != NO_ADOBE && adobeTransform != 0;
            default -> false;
        };
        return new JpegHeader(width, height, components, transform, endMarked);
    }

    private static final byte[] RGB_IDS = {'R', 'G', 'B'};

    private static byte[] ids(byte[] frame) {
        return new byte[] {frame[6], frame[9], frame[12]};
    }

    private static boolean hasEnd(byte[] file, int from) {
        for (int i = file.length - 2; i >= from; i--) {
            if (file[i] == (byte) 0xff && file[i + 1] == (byte) END_OF_IMAGE) {
                return true;
            }
        }
        return false;
    }
}

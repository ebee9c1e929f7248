// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.Raster;

/**
 * Decodes WebP with the TwelveMonkeys reader; of an animation the first frame. Lossless files are exact. For lossy ones
 * the reader repeats chroma samples where libwebp, and so Pillow, interpolates them: at edges of saturated colours a
 * sample can differ by some tens, in smooth regions by at most 3.
 */
final class WebpDecoder {
    private static final int RIFF_HEADER = 8;
    /** The reader's own planes and tables besides the pixels. */
    private static final int BYTES_PER_PIXEL = 8;

    /** Named directly, so that a standalone jar needs no list of service providers. */
    private static final WebPImageReaderSpi PROVIDER = new WebPImageReaderSpi();

    private WebpDecoder() {}

    static boolean recognises(byte[] file) {
        return Signature.matches(file, 0, 'R', 'I', 'F', 'F') && Signature.matches(file, 8, 'W', 'E', 'B', 'P');
    }

    static DecodedImage decode(byte[] file) throws CorruptImageException {
        ByteCursor riff = new ByteCursor(file, 4, "the WebP header");
        if (Integer.toUnsignedLong(riff.i32LittleEndian()) > file.length - RIFF_HEADER) {
            throw CorruptImageException.truncated("the WebP pixels", file.length);
        }
        return ReaderSession.run(PROVIDER, file, "WebP", false, reader -> {
            ImageLimits.check(reader.getWidth(0), reader.getHeight(0), BYTES_PER_PIXEL);
            return convert(reader.read(0).getRaster());
        });
    }

    private static DecodedImage convert(Raster raster) throws CorruptImageException {
        int bands = raster.getNumBands();
        if (bands != 3 && bands != 4) {
            throw new CorruptImageException("unsupported WebP with %d bands".formatted(bands));
        }
        PixelMode mode = bands == 4 ? PixelMode.RGB_ALPHA : PixelMode.RGB;
        return new EightBitImage(mode, raster.getWidth(), raster.getHeight(), RasterSamples.interleaved(raster, bands));
    }
}

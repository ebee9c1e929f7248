// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;

/**
 * Decodes the first frame of a GIF as Pillow does: on a canvas of the size of the screen, enlarged if the frame reaches
 * beyond it, filled with the transparent index or 0. The mode is palette, or gray if every index stands for itself.
 */
final class GifDecoder {
    private static final int SCREEN_SIZE_AT = 6;
    private static final int BYTES_PER_PIXEL = 2;
    /** The most pixels that one byte of LZW codes can stand for: codes of 12 bits, strings of at most 4096. */
    private static final int LZW_MAX_RATIO = 4096 * 8 / 12;

    /**
     * Where a frame lies on the screen.
     *
     * @param background what Pillow fills the rest of the screen with
     * @param colours entries of the frame's own palette, 0 if it uses the common one
     */
    private record Placement(int left, int top, int width, int height, int background, int colours) {}

    private GifDecoder() {}

    static boolean recognises(byte[] file) {
        return Signature.matches(file, 0, 'G', 'I', 'F', '8', '7', 'a')
                || Signature.matches(file, 0, 'G', 'I', 'F', '8', '9', 'a');
    }

    static DecodedImage decode(byte[] file) throws CorruptImageException {
        ByteCursor header = new ByteCursor(file, SCREEN_SIZE_AT, "the GIF header");
        int screenWidth = header.u16LittleEndian();
        int screenHeight = header.u16LittleEndian();
        int commonColours = 2 << (header.u8() & 7);
        return ReaderSession.run(JdkReaders.provider("gif"), file, "GIF", true, reader -> {
            Placement frame = placement(reader);
            int width = Math.max(screenWidth, frame.left() + frame.width());
            int height = Math.max(screenHeight, frame.top() + frame.height());
            ImageLimits.check(width, height, BYTES_PER_PIXEL);
            long needed = (long) frame.width() * frame.height() / LZW_MAX_RATIO;
            ImageLimits.checkPlausible(frame.width(), frame.height(), needed, file.length);
            int colours = frame.colours() > 0 ? frame.colours() : commonColours;
            return onCanvas(reader.read(0), frame, width, height, colours);
        });
    }

    private static Placement placement(ImageReader reader) throws IOException {
        IIOMetadata metadata = reader.getImageMetadata(0);
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(metadata.getNativeMetadataFormatName());
        IIOMetadataNode descriptor = child(root, "ImageDescriptor");
        IIOMetadataNode control = child(root, "GraphicControlExtension");
        IIOMetadataNode ownPalette = child(root, "LocalColorTable");
        boolean transparent = control != null && Boolean.parseBoolean(control.getAttribute("transparentColorFlag"));
        return new Placement(
                number(descriptor, "imageLeftPosition"),
                number(descriptor, "imageTopPosition"),
                number(descriptor, "imageWidth"),
                number(descriptor, "imageHeight"),
                transparent ? number(control, "transparentColorIndex") : 0,
                ownPalette == null ? 0 : number(ownPalette, "sizeOfLocalColorTable"));
    }

    private static IIOMetadataNode child(IIOMetadataNode root, String name) {
        return (IIOMetadataNode) root.getElementsByTagName(name).item(0);
    }

    private static int number(IIOMetadataNode node, String attribute) {
        return Integer.parseInt(node.getAttribute(attribute));
    }

    private static DecodedImage onCanvas(BufferedImage image, Placement frame, int width, int height, int colours) {
        byte[] pixels = RasterSamples.indices(image.getRaster());
        byte[] canvas = new byte[width * height];
        Arrays.fill(canvas, (byte) frame.background());
        for (int y = 0; y < frame.height(); y++) {
            System.arraycopy(
                    pixels, y * frame.width(), canvas, (frame.top() + y) * width + frame.left(), frame.width());
        }
        byte[] palette = RasterSamples.palette((IndexColorModel) image.getColorModel());
        return RasterSamples.isGrayRamp(palette, colours, 1)
                ? new EightBitImage(PixelMode.GRAY, width, height, canvas)
                : new PaletteImage(width, height, canvas, palette);
    }
}

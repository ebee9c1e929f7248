// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import io.github.jclip.tensor.resample.BicubicWeights;
import io.github.jclip.tensor.resample.FixedPointWeights;
import io.github.jclip.tensor.resample.PlacedImage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What is left to be done of an image's square, with the pixels that it takes.
 *
 * @param image gray or RGB
 * @param region of it that the square needs
 * @param columns weights of the square's columns, from the region's left edge on
 * @param rows weights of the square's rows, from the region's upper edge on
 */
record NeededPixels(EightBitImage image, Region region, FixedPointWeights columns, FixedPointWeights rows) {

    /** Of the square that the image's shorter side is resized to. */
    static NeededPixels of(EightBitImage image, int size) {
        ResizeGeometry geometry = ResizeGeometry.of(image.width(), image.height(), size);
        Region crop = geometry.crop();
        BicubicWeights columns = BicubicWeights.of(image.width(), geometry.width(), crop.left(), crop.right());
        BicubicWeights rows = BicubicWeights.of(image.height(), geometry.height(), crop.top(), crop.bottom());
        Region region =
                new Region(columns.begin(), rows.begin(), columns.end() - columns.begin(), rows.end() - rows.begin());
        return new NeededPixels(
                image,
                region,
                columns.fixedPoint().fromBegin(),
                rows.fixedPoint().fromBegin());
    }

    private int rowBytes() {
        return region.width() * image.mode().bands();
    }

    long byteSize() {
        return (long) rowBytes() * region.height();
    }

    /** Copies the pixels, row after row. */
    void copyTo(MemorySegment target) {
        int bands = image.mode().bands();
        int rowBytes = rowBytes();
        for (int y = 0; y < region.height(); y++) {
            int from = ((region.top() + y) * image.width() + region.left()) * bands;
            MemorySegment.copy(image.samples(), from, target, ValueLayout.JAVA_BYTE, (long) y * rowBytes, rowBytes);
        }
    }

    /** What a device is told of the pixels that lie at an offset. */
    PlacedImage placedAt(int offset) {
        return new PlacedImage(offset, rowBytes(), image.mode().bands(), columns, rows);
    }
}

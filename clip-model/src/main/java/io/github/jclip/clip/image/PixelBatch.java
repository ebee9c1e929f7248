// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.resample.PlacedImage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Images that are decoded and still to be preprocessed, the operands of
 * {@link io.github.jclip.tensor.op.ResizeCropNormalize}.
 *
 * @param pixels U8 [P], host memory
 * @param images among the pixels
 * @param preprocessing what is to be done
 */
public record PixelBatch(Tensor pixels, List<PlacedImage> images, Preprocessing preprocessing) {

    /** A batch over the given pixels, which are not copied. */
    public PixelBatch {
        images = List.copyOf(images);
    }

    /**
     * Bytes that the pixels of an image take at most.
     *
     * @param size of the squares that come of them
     */
    public static long mostBytes(int size) {
        return PixelMemory.mostBytes(size);
    }

    /** What a device reads of the images, I32. */
    public Tensor table(Scope scope) {
        int[] table = PlacedImage.table(images);
        return Tensor.ofInts(scope, table, table.length);
    }

    /** The images from one (inclusive) to another (exclusive), copied to memory of their own. */
    public PixelBatch part(int from, int to) {
        List<PlacedImage> moved = new ArrayList<>();
        long size = 0;
        for (PlacedImage image : images.subList(from, to)) {
            moved.add(image.movedTo(Math.toIntExact(size)));
            size += image.extent();
        }
        Tensor part = Scope.ofGarbageCollected().allocate(DType.U8, Math.toIntExact(size));
        for (int i = 0; i < moved.size(); i++) {
            PlacedImage image = images.get(from + i);
            MemorySegment.copy(
                    pixels.segment(),
                    image.offset(),
                    part.segment(),
                    moved.get(i).offset(),
                    image.extent());
        }
        return new PixelBatch(part, moved, preprocessing);
    }
}

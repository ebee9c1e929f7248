// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.resample.PlacedImage;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Images whose pixels are for a device to preprocess, packed in the order in which they are loaded. */
final class PixelMemory implements BatchMemory {
    /** Where decoded images come from. */
    @FunctionalInterface
    interface Source {
        /** Hands on the image at a position in the list of files. */
        void load(int position, Consumer<DecodedImage> taker);
    }

    /**
     * Bytes that a batch keeps for an image: those of a photo of VGA size. Larger ones the host shrinks, which takes a thread
     * some ten times as long as a copy; but threads work side by side, and copies come one after the other.
     */
    private static final int MOST_BYTES = 1 << 20;

    /** Images begin at multiples of it, as copies like to. */
    private static final int ALIGNMENT = 16;

    private final Preprocessing preprocessing;
    private final Source source;
    private final int mostBytes;
    private final Tensor pixels;
    private final PlacedImage[] images;
    private final AtomicInteger used = new AtomicInteger();

    /**
     * Memory for a batch.
     *
     * @param source of the images
     * @param scope owner of the memory
     * @throws BadInputException if the batch is larger than memory can be
     */
    PixelMemory(Preprocessing preprocessing, Source source, int slots, Scope scope) {
        this.preprocessing = preprocessing;
        this.source = source;
        this.mostBytes = bytesOfSlot(slots, preprocessing.size());
        this.pixels = scope.allocate(DType.U8, slots * mostBytes);
        this.images = new PlacedImage[slots];
    }

    private static int bytesOfSlot(int slots, int size) {
        long square = aligned(3L * size * size);
        long most = Math.min(mostBytes(size), Integer.MAX_VALUE / slots);
        if (square > most) {
            throw new BadInputException(
                    "%d images of %d x %d pixels are too large a batch for a device to preprocess; take at most %d"
                            .formatted(slots, size, size, Integer.MAX_VALUE / square));
        }
        return Math.toIntExact(most / ALIGNMENT * ALIGNMENT);
    }

    /** As {@link PixelBatch#mostBytes}. */
    static long mostBytes(int size) {
        return Math.max(aligned(3L * size * size), MOST_BYTES);
    }

    private static long aligned(long bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }

    @Override
    public void clear() {
        used.set(0);
        Arrays.fill(images, null);
    }

    @Override
    public void load(int position, int slot) {
        source.load(position, image -> place(image, slot));
    }

    private void place(DecodedImage image, int slot) {
        NeededPixels needed = preprocessing.neededPixels(image, mostBytes);
        int offset = used.getAndAdd(Math.toIntExact(aligned(needed.byteSize())));
        needed.copyTo(pixels.segment().asSlice(offset, needed.byteSize()));
        images[slot] = needed.placedAt(offset);
    }

    @Override
    public void move(int from, int to) {
        images[to] = images[from];
    }

    /** The images of the first slots. */
    PixelBatch batch(int count) {
        return new PixelBatch(
                pixels.slice(0, 0, used.get()), Arrays.asList(images).subList(0, count), preprocessing);
    }
}

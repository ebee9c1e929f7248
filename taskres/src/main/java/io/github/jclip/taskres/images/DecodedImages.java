// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import io.github.jclip.clip.image.EightBitImage;
import io.github.jclip.clip.image.ImageDecoder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Images that are decoded again and again: the first ones are kept within a number of bytes. Every epoch asks for all of
 * them once, so that making room for the latest would never pay. Threads may share one.
 */
final class DecodedImages {
    private final List<Path> files;
    private final AtomicReferenceArray<EightBitImage> kept;
    private final AtomicLong bytesLeft;

    DecodedImages(List<Path> files, long bytes) {
        this.files = List.copyOf(files);
        kept = new AtomicReferenceArray<>(files.size());
        bytesLeft = new AtomicLong(bytes);
    }

    List<Path> files() {
        return files;
    }

    /**
     * An image in RGB.
     *
     * @throws io.github.jclip.tensor.BadInputException if it is missing or broken
     */
    EightBitImage get(int index) {
        EightBitImage image = kept.get(index);
        if (image == null) {
            image = ImageDecoder.decode(files.get(index)).toRgb();
            int bytes = image.samples().length;
            if (bytesLeft.addAndGet(-bytes) >= 0) {
                kept.set(index, image);
            } else {
                bytesLeft.addAndGet(bytes);
            }
        }
        return image;
    }
}

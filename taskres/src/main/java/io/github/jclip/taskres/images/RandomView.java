// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import io.github.jclip.clip.image.RandomCrop;
import io.github.jclip.clip.image.Region;
import io.github.jclip.taskres.random.TorchRandom;

/**
 * What an augmentation shows of an image: torchvision's {@code RandomResizedCrop} of 0.08 to 1 of the area and sides of
 * 3:4 to 4:3, then {@code RandomHorizontalFlip}, as Dassl configures them for TaskRes.
 *
 * @param region the part that is stretched to a square
 * @param flip whether left and right are exchanged then
 */
record RandomView(Region region, boolean flip) {
    private static final RandomCrop CROP = new RandomCrop(0.08f);

    /** Draws a view as torchvision does from the same stream. */
    static RandomView draw(TorchRandom random, int width, int height) {
        return new RandomView(CROP.draw(random, width, height), random.nextFloat() < 0.5f);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import io.github.jclip.tensor.Tensor;

/**
 * Images that are preprocessed as they are loaded.
 *
 * @param images F32 [slots, 3, size, size]
 */
record NormalisedMemory(Tensor images, ImageLoader loader) implements BatchMemory {

    @Override
    public void clear() {}

    @Override
    public void load(int position, int slot) {
        loader.load(position, images.select(0, slot));
    }

    @Override
    public void move(int from, int to) {
        images.select(0, to).copyFrom(images.select(0, from));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import io.github.jclip.tensor.Scope;

/** Where the images of a batch are put, slot by slot. */
sealed interface BatchMemory permits NormalisedMemory, PixelMemory {

    /** Takes memory for a number of images. */
    @FunctionalInterface
    interface Maker {
        BatchMemory make(int slots, Scope scope);
    }

    /** Makes room for the images of another batch. */
    void clear();

    /** Loads an image into a slot; called by several threads at a time. */
    void load(int position, int slot);

    /** Lets a slot have the image of another one, which is needed there no more. */
    void move(int from, int to);
}

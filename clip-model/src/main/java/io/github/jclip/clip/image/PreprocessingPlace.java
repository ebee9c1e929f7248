// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/** Where images are resized, cropped and normalised; the values are the same. */
public enum PreprocessingPlace {
    /** On the threads of the host that decode. */
    HOST,
    /** On the device that embeds, but for what {@link PixelBatch} cannot hold. */
    DEVICE
}

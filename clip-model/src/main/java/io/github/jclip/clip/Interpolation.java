// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

/** How an image is resized before it is cropped. */
public enum Interpolation {
    NEAREST,
    BILINEAR,
    /** Cubic convolution with a = −0.5, as Pillow resizes; all released models. */
    BICUBIC
}

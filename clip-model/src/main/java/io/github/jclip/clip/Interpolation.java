// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

/** How an image is resized before it is cropped; every released model of OpenAI and of open_clip has the one here. */
public enum Interpolation {
    /** Cubic convolution with a = −0.5, as Pillow resizes. */
    BICUBIC
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

/** What a device does, or waits for, while images are embedded; at any time it is one of these. */
public enum EncodingStage {
    /** A tower is loaded, or unrolled for a shape of batch. */
    PREPARING,
    /** There is nothing to do until the next images are ready. */
    WAITING,
    /** Images come to the device; what it copies while it computes is not counted. */
    COPYING_IN,
    /** The device resizes, crops and normalises images, where that is left to it. */
    PREPROCESSING,
    /** The tower runs. */
    COMPUTING,
    /** Embeddings come to the host. */
    COPYING_OUT,
    /** The host takes the embeddings, and the device has nothing else to do. */
    DELIVERING
}

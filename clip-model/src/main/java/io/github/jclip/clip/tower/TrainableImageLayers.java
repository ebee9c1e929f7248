// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

/** The layers of an image tower, forward and backward. */
sealed interface TrainableImageLayers permits TrainableVisionTransformer, TrainableResNet {

    /** Appends both passes of a batch to an empty program. */
    TowerPass.Unrolled unroll(Program program, int batch);
}

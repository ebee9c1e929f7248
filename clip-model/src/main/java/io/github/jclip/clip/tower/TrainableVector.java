// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Tensor;

/**
 * A parameter that ops take as it is.
 *
 * @param value on the device in its compute type
 * @param gradient of the same shape, added to; or null if the parameter is frozen
 */
record TrainableVector(Tensor value, Tensor gradient) {

    boolean trained() {
        return gradient != null;
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Tensor;

/** Where a model's tensors come from, by their names in OpenAI's state dict. */
@FunctionalInterface
public interface WeightSource {

    /**
     * A tensor in any floating type; it must stay alive as long as the towers made from it.
     *
     * @throws io.github.jclip.tensor.BadInputException if there is none of this name
     */
    Tensor tensor(String name);
}

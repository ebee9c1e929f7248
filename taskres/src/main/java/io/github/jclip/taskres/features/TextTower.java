// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.features;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.List;

/** Embeds texts; {@code clip::encodeTexts} is one. */
@FunctionalInterface
public interface TextTower {
    /** Embeddings [N, E] of N texts, of any floating type, not normalised. */
    Tensor encode(List<String> texts, Scope scope);
}

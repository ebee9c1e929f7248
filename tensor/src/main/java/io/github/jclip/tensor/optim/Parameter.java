// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.optim;

import io.github.jclip.tensor.Tensor;

/**
 * Something to train.
 *
 * @param name under which its optimiser state is saved
 * @param value moved by the optimiser, contiguous
 * @param gradient of the loss with respect to the value; same shape and type, contiguous
 */
public record Parameter(String name, Tensor value, Tensor gradient) {}

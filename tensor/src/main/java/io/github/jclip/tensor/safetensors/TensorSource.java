// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.safetensors;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;

/**
 * A tensor to be written, of which type and shape are known before its elements are.
 *
 * @param name its name in the file
 * @param dtype its element type
 * @param shape its shape
 * @param loader makes the tensor when its turn comes
 */
public record TensorSource(String name, DType dtype, Shape shape, Loader loader) {

    /** Makes a tensor. */
    @FunctionalInterface
    public interface Loader {
        /** The tensor, in host memory; what is allocated from the scope is freed once the tensor is written. */
        Tensor load(Scope scope);
    }

    /** A tensor that is already there. */
    public static TensorSource of(String name, Tensor tensor) {
        return new TensorSource(name, tensor.dtype(), tensor.shape(), _ -> tensor);
    }
}

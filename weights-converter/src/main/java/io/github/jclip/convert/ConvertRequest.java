// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.op.Activation;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to convert.
 *
 * @param source a checkpoint file, or a folder of Hugging Face or open_clip
 * @param output the folder to make; it must not exist or be empty
 * @param vocabulary the tokenizer's file; empty to take the one that lies with the source, if any
 * @param dtype type to convert floating-point tensors to; empty to keep each as it is stored
 * @param activation of the transformers; empty to take what the source's configuration says, or OpenAI's
 */
public record ConvertRequest(
        Path source, Path output, Optional<Path> vocabulary, Optional<DType> dtype, Optional<Activation> activation) {

    /** A request with nothing but defaults. */
    public static ConvertRequest of(Path source, Path output) {
        return new ConvertRequest(source, output, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Checks the type.
     *
     * @throws IllegalArgumentException if it is not F32, F16 or BF16
     */
    public ConvertRequest {
        if (dtype.isPresent() && dtype.get() != DType.F32 && dtype.get() != DType.F16 && dtype.get() != DType.BF16) {
            throw new IllegalArgumentException("weights can be F32, F16 or BF16, not " + dtype.get());
        }
    }
}

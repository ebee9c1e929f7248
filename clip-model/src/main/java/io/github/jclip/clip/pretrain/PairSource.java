// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.tensor.Tensor;
import java.util.function.Consumer;

/** Where the pairs of a training come from. What a pair is depends on nothing but its place. */
interface PairSource {

    /**
     * Makes a pair ready; called by several threads at a time.
     *
     * @param step which batch, counted from 0
     * @param position in the batch
     * @param image F32 [3, R, R], contiguous, on the host; overwritten
     * @return the caption
     * @throws io.github.jclip.tensor.BadInputException if the image cannot be read
     */
    String load(int step, int position, Tensor image);

    /** Shows captions that a vocabulary can be learnt from. */
    void forEachCaption(Consumer<String> action);

    /**
     * Checks that no caption must be cut.
     *
     * @throws io.github.jclip.tensor.BadInputException if one is longer than the context
     */
    void requireFitting(ClipTokenizer tokenizer, int contextLength);

    /**
     * Checks that every image can be decoded.
     *
     * @throws io.github.jclip.tensor.BadInputException if one cannot
     */
    void requireReadable();

    /** For messages: which pictures a batch has; empty where their places tell it. */
    String pictures(int step);

    /** What tells other pairs of the same recipe apart: a digest of a list's content. */
    String fingerprint();
}

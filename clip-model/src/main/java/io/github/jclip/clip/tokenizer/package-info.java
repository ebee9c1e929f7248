// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
/**
 * CLIP's byte-level BPE tokenizer: a caption in, the ids that the text tower expects out, equal to those of the
 * original implementation for any text.
 *
 * <p>{@link io.github.jclip.clip.tokenizer.Vocabulary} reads the published vocabulary files;
 * {@link io.github.jclip.clip.tokenizer.ClipTokenizer} does the work.
 */
package io.github.jclip.clip.tokenizer;

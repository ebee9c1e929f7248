// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

/**
 * The shape of the text tower.
 *
 * @param contextLength tokens that a text may have with its start and end, 77 in released models
 * @param vocabularySize rows of the token embedding
 * @param width C, columns of a token
 * @param heads attention heads of every block
 * @param layers number of blocks
 */
public record TextConfig(int contextLength, int vocabularySize, int width, int heads, int layers) {}

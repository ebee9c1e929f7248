// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.op.Activation;

/**
 * What both towers of a model share.
 *
 * @param activation between the two layers of an MLP
 * @param layerNormEpsilon added to the variance
 */
public record TowerSettings(Activation activation, double layerNormEpsilon) {}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

/**
 * What a step came to.
 *
 * @param loss of the batch, before the step
 * @param logitScale s, the logarithm of what cosines are multiplied with, after the step
 * @param gradientNorm of all gradients together, before they are bounded
 */
record StepResult(double loss, double learningRate, double logitScale, double gradientNorm) {}

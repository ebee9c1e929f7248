// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Pillow's bicubic resampling of 8-bit samples: weights, the two directions, and how a batch of images is described to a
 * device.
 */
package io.github.jclip.tensor.resample;

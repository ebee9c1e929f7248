// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
/**
 * From an image file to the numbers that an image tower reads, equal to what Pillow and torchvision give: decoding in
 * the file's own pixel mode, Pillow's fixed-point bicubic resampling, centre crop, and normalisation in float32.
 */
package io.github.jclip.clip.image;

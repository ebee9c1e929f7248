// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import java.awt.image.BufferedImage;

/**
 * A drawn scene.
 *
 * @param image square, RGB
 * @param caption in English
 * @param subject what it shows
 */
public record Picture(BufferedImage image, String caption, Subject subject) {}

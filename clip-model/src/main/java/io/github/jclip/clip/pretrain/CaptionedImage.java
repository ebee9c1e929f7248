// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import java.nio.file.Path;

/**
 * An image file and what it shows.
 *
 * @param image the file, which may be missing or unreadable
 * @param caption not blank
 */
public record CaptionedImage(Path image, String caption) {}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

/**
 * An image with its class.
 *
 * @param path of the file, relative to the data set's image folder, with forward slashes
 * @param label of the class, 0 ≤ label &lt; K
 * @param className name of the class, as the data set spells it
 */
public record Sample(String path, int label, String className) {}

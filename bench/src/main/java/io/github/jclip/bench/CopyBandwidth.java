// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

/**
 * How fast memory is copied.
 *
 * @param workingSet bytes read and written by one copy
 * @param gigabytesPerSecond read and written, in 10⁹ bytes a second
 */
public record CopyBandwidth(long workingSet, double gigabytesPerSecond) {}

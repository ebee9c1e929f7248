// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.util.List;

/**
 * What the machine can do at most.
 *
 * @param threads that took part
 * @param gigaflopsPerSecond multiply-adds in registers
 * @param copies copying, at several sizes in ascending order
 */
public record Ceiling(int threads, double gigaflopsPerSecond, List<CopyBandwidth> copies) {}

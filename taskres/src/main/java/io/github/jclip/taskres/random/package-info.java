// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** The random streams of Python, NumPy and PyTorch, number for number, on one Mersenne Twister. */
package io.github.jclip.taskres.random;

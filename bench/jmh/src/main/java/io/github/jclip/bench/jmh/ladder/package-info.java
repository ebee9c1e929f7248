// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** The steps from three loops to jclip's matrix product, each to be timed beside the others. */
package io.github.jclip.bench.jmh.ladder;

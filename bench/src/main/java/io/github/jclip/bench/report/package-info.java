// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The forms in which a {@link io.github.jclip.bench.BenchResult} is shown. {@link io.github.jclip.bench.report.ResultFile}
 * holds everything; the others are made from it.
 */
package io.github.jclip.bench.report;

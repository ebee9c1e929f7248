// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Reports on many runs: tables in the papers' layout, tests of significance and plots, as HTML, Markdown, CSV, LaTeX. */
package io.github.jclip.taskres.report;

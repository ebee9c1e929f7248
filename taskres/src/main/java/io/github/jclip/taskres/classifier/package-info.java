// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Tuned classifiers outside their runs: what a file of one holds, in each form, and how it is understood again. */
package io.github.jclip.taskres.classifier;

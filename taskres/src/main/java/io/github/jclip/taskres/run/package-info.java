// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Runs: one training with its folder, and the evaluation of a finished one. */
package io.github.jclip.taskres.run;

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Tuning methods with hand-written gradients, the training loop, and metrics. */
package io.github.jclip.taskres.train;

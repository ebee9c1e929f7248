// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Tuning methods with hand-written gradients, and the training loop. */
package io.github.jclip.taskres.train;

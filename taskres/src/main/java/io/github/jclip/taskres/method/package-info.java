// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Few-shot methods on cached embeddings, their settings, and the protocol that keeps the test set out of them. */
package io.github.jclip.taskres.method;

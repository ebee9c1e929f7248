// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Files of cached embeddings. */
package io.github.jclip.taskres.features;

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Training from image files: augmented views, embeddings made while a training runs or once before it. */
package io.github.jclip.taskres.images;

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** NumPy's archives of arrays, {@code .npz}. */
package io.github.jclip.convert.numpy;

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Zip archives as PyTorch and NumPy use them: read as views of the mapped file, written with aligned entries. */
package io.github.jclip.convert.zip;

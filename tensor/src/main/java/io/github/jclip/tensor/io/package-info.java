// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
/** Files and folders that appear complete or not at all, and file errors in the user's words. */
package io.github.jclip.tensor.io;

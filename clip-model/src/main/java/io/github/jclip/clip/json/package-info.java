// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Strict reading of configuration files in JSON. */
package io.github.jclip.clip.json;

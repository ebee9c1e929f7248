// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Where settings come from: defaults, data set, method, files, options, each over the one before. */
package io.github.jclip.taskres.config;

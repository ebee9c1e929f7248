// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Any device measured through its own interface: single ops at CLIP's shapes, and towers taken apart into their ops. */
package io.github.jclip.bench.lab;

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** What reports have in common, whatever they report: pages in one file, markup, comma-separated values. */
package io.github.jclip.taskres.page;

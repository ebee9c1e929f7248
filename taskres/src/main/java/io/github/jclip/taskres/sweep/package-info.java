// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Sweeps: a plan of many runs, done one after the other or shared out, and tables of what they came to. */
package io.github.jclip.taskres.sweep;

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Whether a device computes what it must, from single ops to whole towers and trainings, as one report. */
package io.github.jclip.bench.verify;

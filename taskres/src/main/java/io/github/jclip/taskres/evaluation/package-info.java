// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Scores that follow from predictions: accuracy, F1, calibration, base and new classes, shifted domains. */
package io.github.jclip.taskres.evaluation;

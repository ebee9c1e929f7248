// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** The few-shot protocol of CoOp and its successors: which images a seed selects. */
package io.github.jclip.taskres.fewshot;

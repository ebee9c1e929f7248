// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Optimisers and learning-rate schedules, with the semantics of {@code torch.optim} and of Dassl. */
package io.github.jclip.tensor.optim;

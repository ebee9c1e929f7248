// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

/** A copy that was made at once. */
enum FinishedTransfer implements Transfer {
    INSTANCE;

    @Override
    public boolean isDone() {
        return true;
    }

    @Override
    public void await() {}
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.Transfer;

/**
 * A transfer whose values are converted when they are there.
 *
 * @param arriving host tensor of the transfer, which nobody else uses
 * @param target host tensor of another type
 */
record ConvertedTransfer(Transfer transfer, Tensor arriving, Tensor target) implements Transfer {
    @Override
    public boolean isDone() {
        return false;
    }

    @Override
    public void await() {
        transfer.await();
        target.copyFrom(arriving);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

/** What went wrong while several things were ended, each of which is tried: the first fault, with later ones attached. */
final class Faults {
    private CudaException first;

    Faults() {}

    Faults(CudaException first) {
        this.first = first;
    }

    /** Does something and keeps the fault that it throws, if any. */
    Faults attempt(Runnable action) {
        try {
            action.run();
        } catch (CudaException e) {
            if (first == null) {
                first = e;
            } else {
                first.addSuppressed(e);
            }
        }
        return this;
    }

    /** The first fault, or null. */
    CudaException first() {
        return first;
    }

    /** Throws the first fault, if there was one. */
    void raise() {
        if (first != null) {
            throw first;
        }
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

/** A peer that this machine does not have; the message is a few words saying what is missing. */
public final class PeerAbsentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What is missing. */
    public PeerAbsentException(String message) {
        super(message);
    }
}

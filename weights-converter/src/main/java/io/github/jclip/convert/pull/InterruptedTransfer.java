// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pull;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A transfer stopped, and may work when it is tried again. */
final class InterruptedTransfer extends IOException {
    private static final long serialVersionUID = 1L;

    /** Null if the server does not say. */
    private final Duration requestedWait;

    InterruptedTransfer(String reason, Duration requestedWait) {
        super(reason);
        this.requestedWait = requestedWait;
    }

    InterruptedTransfer(String reason) {
        this(reason, null);
    }

    /** How long the server asks us to wait. */
    Optional<Duration> requestedWait() {
        return Optional.ofNullable(requestedWait);
    }
}

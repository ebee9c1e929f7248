// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.method.Protocol;

/** What all runs of a table share, as its caption says it. */
record Setting(String backbone, String classes, Protocol protocol) {
    /** The protocol's name alone; {@link Protocol#words} says what it means. */
    String protocolName() {
        return switch (protocol) {
            case SEALED -> "sealed";
            case PAPER -> "paper";
        };
    }

    String heading() {
        return "%s, %s, %s protocol".formatted(backbone, classes, protocolName());
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.tensor.BadInputException;

/** Exceptions as a line of the report. */
final class Faults {
    private Faults() {}

    static String line(Throwable fault) {
        String text = fault instanceof BadInputException || fault instanceof UnsupportedOperationException
                ? String.valueOf(fault.getMessage())
                : fault.toString();
        return text.replaceAll("\\s*\\R\\s*", " ");
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

/** Hears how far a verification is. */
public interface VerifyListener {

    /** A line for whoever waits. */
    void note(String text);

    /** Something was added to the report, which may be the last that is heard. */
    void added(VerifyReport report);
}

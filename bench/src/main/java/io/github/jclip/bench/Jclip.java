// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

/** How jclip is called in results. */
final class Jclip {
    static final String NAME = "jclip";

    private Jclip() {}
}

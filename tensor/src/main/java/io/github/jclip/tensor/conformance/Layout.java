// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

/** How the operands of a case lie in memory. */
public enum Layout {
    /** Dense and aligned, as a scope allocates them. */
    DENSE,
    /** With gaps after every dimension that may have them, one element off alignment. */
    STRIDED
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
package io.github.jclip.tensor.op;

/** placeholder */
public interface Op {
    void reference();
}

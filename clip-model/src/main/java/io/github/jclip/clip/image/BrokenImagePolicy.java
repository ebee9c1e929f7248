// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/** What to do with an image that cannot be decoded. */
public enum BrokenImagePolicy {
    /** Stop with its {@link io.github.jclip.tensor.BadInputException}. */
    FAIL,
    /** Report it and go on without it. */
    SKIP
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.torch;

import java.lang.foreign.MemorySegment;

/**
 * The elements of one or more tensors, somewhere in a file.
 *
 * @param type their type
 * @param elementCount how many there are
 * @param source where they are
 */
record Storage(ElementType type, long elementCount, Source source) {

    /** Gives a storage's bytes when they are needed. */
    @FunctionalInterface
    interface Source {
        /** The bytes, checked against the file's checksum where it has one. */
        MemorySegment bytes();
    }
}

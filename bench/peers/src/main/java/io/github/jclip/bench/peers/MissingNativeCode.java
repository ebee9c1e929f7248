// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

/** A library's Java part is there, its native part is not. */
final class MissingNativeCode extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /**
     * Says how to get it.
     *
     * @param resource what was looked for on the class path
     */
    MissingNativeCode(String resource) {
        super("no %s on the class path; the Maven profile natives brings it".formatted(resource));
    }

    /** Throws unless the class path holds a resource. */
    static void requireResource(String resource) {
        if (MissingNativeCode.class.getResource(resource) == null) {
            throw new MissingNativeCode(resource);
        }
    }
}

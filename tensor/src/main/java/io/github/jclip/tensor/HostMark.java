// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

/** A point that is reached when it is made, by the host's clock. */
record HostMark(long nanos) implements Mark {
    private static final double NANOS = 1e9;

    @Override
    public double secondsSince(Mark earlier) {
        return (nanos - ((HostMark) earlier).nanos) / NANOS;
    }

    @Override
    public void close() {}
}

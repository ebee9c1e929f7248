// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

/** Somebody's implementation of a case, ready to run: everything that can be done beforehand has been done. */
public interface Contender extends AutoCloseable {

    /** Who it is: {@code jclip}, {@code ONNX Runtime}. */
    String name();

    /** Which release of it, and what it chose for this machine where it tells. */
    String version();

    /** Takes back what the run before has left behind; called before each run and not timed. */
    default void reset() {}

    /** Does the work once. What is timed is this call. */
    void run();

    /** What the last run computed, in row-major order of the case's output; empty where there is nothing to compare. */
    float[] output();

    @Override
    void close();
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import java.util.List;

/**
 * What PyTorch took for the same towers on the same machine in the same run.
 *
 * @param python the interpreter
 * @param version of PyTorch and CUDA
 * @param device as PyTorch names it
 * @param detail what failed; else empty
 */
public record PyTorchResult(String python, String version, String device, String detail, List<Timing> timings) {

    /**
     * A tower in a mode.
     *
     * @param mode {@code eager}, {@code compile} or {@code graph}
     * @param seconds the median run; 0 if it failed
     * @param detail why it failed; else empty
     * @param cosine the smallest cosine between its embeddings and jclip's on the CPU device; 0 if not compared
     */
    public record Timing(
            String precision,
            String architecture,
            String mode,
            int batch,
            double seconds,
            double cosine,
            String detail) {}

    /** Copies the list. */
    public PyTorchResult {
        timings = List.copyOf(timings);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.tensor.conformance.Outcome;
import java.util.List;

/**
 * A tower with formula weights on the device beside the CPU device in F32.
 *
 * @param tower {@code image} or {@code text}
 * @param detail what failed, or why it was skipped; else empty
 * @param worstStage the stage with the largest share of its tolerance
 * @param used that share
 * @param cosine the smallest cosine between an embedding and the CPU device's
 * @param stages in the order of computation; the last one, {@value #EMBEDDINGS}, is what users get
 */
public record TowerResult(
        String precision,
        String architecture,
        String tower,
        Outcome outcome,
        String detail,
        String worstStage,
        double used,
        double cosine,
        double seconds,
        List<StageParity> stages) {
    /** Embeddings as users get them: without a listener, at the second run of the same shape. */
    static final String EMBEDDINGS = "embeddings";

    /** Copies the list. */
    public TowerResult {
        stages = List.copyOf(stages);
    }

    static TowerResult without(
            String precision, String architecture, String tower, Outcome outcome, String detail, double seconds) {
        return new TowerResult(precision, architecture, tower, outcome, detail, "", 0, 0, seconds, List.of());
    }
}

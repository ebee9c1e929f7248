// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.features.EmbeddingSet;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Keeps a test set closed until it is needed, and remembers every time it was opened. Under {@link Protocol#SEALED} it
 * opens once, for the evaluation.
 */
public final class TestSeal {
    /** What it was opened for. */
    public enum Purpose {
        /** To choose hyperparameters or an epoch; only under {@link Protocol#PAPER}. */
        SELECTION,
        /** For the final scores. */
        EVALUATION
    }

    /**
     * One opening.
     *
     * @param time date and time, ISO 8601
     * @param images that were handed out
     */
    public record Reading(String time, Purpose purpose, int images) {}

    private final Protocol protocol;
    private final Supplier<EmbeddingSet> source;
    private final Clock clock;
    private final List<Reading> readings = new ArrayList<>();

    /**
     * A closed test set.
     *
     * @param source reads the set; called once for each opening
     */
    public TestSeal(Protocol protocol, Supplier<EmbeddingSet> source, Clock clock) {
        this.protocol = protocol;
        this.source = source;
        this.clock = clock;
    }

    /**
     * Hands the test set out.
     *
     * @throws IllegalStateException if it was opened for that purpose before, if the evaluation is over, or if the
     *     protocol forbids the purpose
     */
    public EmbeddingSet open(Purpose purpose) {
        if (purpose == Purpose.SELECTION && protocol == Protocol.SEALED) {
            throw new IllegalStateException("nothing is chosen on a sealed test set");
        }
        if (readings.stream()
                .anyMatch(reading -> reading.purpose() == purpose || reading.purpose() == Purpose.EVALUATION)) {
            throw new IllegalStateException("the test set was read before: " + readings);
        }
        EmbeddingSet set = source.get();
        String time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        readings.add(new Reading(time, purpose, set.count()));
        return set;
    }

    /** Every opening so far, in order. */
    public List<Reading> readings() {
        return List.copyOf(readings);
    }
}

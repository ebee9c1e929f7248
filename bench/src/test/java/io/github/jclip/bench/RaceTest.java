// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is timed in a race, and what becomes of the others. */
class RaceTest {
    private static final Pace HASTY = new Pace(3, 3, 2, 1, 0.001, 0, 0.001, 0.02);
    private static final GemmCase GEMM = new GemmCase(5, 7, 3);

    /** A peer that borrows jclip's contender and spoils its output by a factor. */
    private record Borrower(String name, float factor) implements PeerProvider {
        @Override
        public Optional<Contender> open(Trial trial, int threads) {
            Contender jclip = trial.jclip(threads);
            return Optional.of(new Contender() {
                @Override
                public String name() {
                    return Borrower.this.name();
                }

                @Override
                public String version() {
                    return "1";
                }

                @Override
                public void run() {
                    jclip.run();
                }

                @Override
                public float[] output() {
                    float[] output = jclip.output();
                    output[3] *= factor;
                    return output;
                }

                @Override
                public void close() {
                    jclip.close();
                }
            });
        }
    }

    private record Broken(String name) implements PeerProvider {
        @Override
        public Optional<Contender> open(Trial trial, int threads) {
            throw new UnsatisfiedLinkError("no library");
        }
    }

    private record Missing(String name) implements PeerProvider {
        @Override
        public Optional<Contender> open(Trial trial, int threads) {
            throw new PeerAbsentException("not installed");
        }
    }

    private record Idle(String name) implements PeerProvider {
        @Override
        public Optional<Contender> open(Trial trial, int threads) {
            return Optional.empty();
        }
    }

    private static Measurement measure(PeerProvider... peers) {
        return measure(Double.POSITIVE_INFINITY, peers);
    }

    private static Measurement measure(double seconds, PeerProvider... peers) {
        try (Ceilings ceilings = new Ceilings(1, List.of(1L << 16, 1L << 20));
                Race race = new Race(GEMM, ceilings, 1, HASTY, seconds)) {
            return race.measure(List.of(peers));
        }
    }

    @Test
    void timesThoseThatAgree() {
        Measurement measurement = measure(new Borrower("equal", 1), new Idle("idle"));
        assertEquals(
                List.of("jclip", "equal"),
                measurement.timings().stream().map(Timing::contender).toList());
        assertEquals(1, measurement.jclip().ratio());
        assertTrue(measurement.jclip().runs() >= 2);
        assertTrue(measurement.peakGigaflopsPerSecond() > 0 && measurement.copyGigabytesPerSecond() > 0);
        assertEquals(List.of(), measurement.absences());
    }

    @Test
    void aRaceWithoutTimeHasTheRoundsThatMustBe() {
        Measurement measurement = measure(0, new Borrower("equal", 1));
        assertEquals(2, measurement.timings().size());
        measurement.timings().forEach(it -> assertTrue(it.runs() >= 2 && it.medianSeconds() > 0));
    }

    @Test
    void givesNoTimeToThoseThatDoNot() {
        Measurement measurement = measure(
                new Borrower("wrong", 1.01f),
                new Borrower("NaN", Float.NaN),
                new Broken("broken"),
                new Missing("missing"));
        assertEquals(1, measurement.timings().size());
        List<Absence> absences = measurement.absences();
        assertEquals(
                List.of("wrong", "NaN", "broken", "missing"),
                absences.stream().map(Absence::contender).toList());
        assertTrue(
                absences.get(0).reason().startsWith("differs from jclip by "),
                absences.get(0).reason());
        assertTrue(
                absences.get(1).reason().startsWith("differs from jclip by NaN"),
                absences.get(1).reason());
        assertTrue(
                absences.get(2).reason().contains("no library"), absences.get(2).reason());
        assertEquals("skipped: not installed", absences.get(3).reason());
    }
}

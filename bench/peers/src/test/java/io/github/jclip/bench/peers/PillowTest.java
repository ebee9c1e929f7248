// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.bench.Contender;
import io.github.jclip.bench.GemmCase;
import io.github.jclip.bench.PeerAbsentException;
import io.github.jclip.bench.PhotosCase;
import io.github.jclip.bench.PhotosTrial;
import io.github.jclip.tensor.Scope;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Python process, where there is one. */
class PillowTest {
    private final Pillow pillow = new Pillow();

    private static Optional<Contender> open(Pillow pillow, PhotosTrial trial, int threads) {
        try {
            return pillow.open(trial, threads);
        } catch (PeerAbsentException e) {
            return Assumptions.abort(e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void resamplesToTheBytesOfJclip(int threads) {
        try (Scope scope = Scope.ofHost();
                PhotosTrial trial = new PhotosCase(3).prepare(scope);
                Contender contender = open(pillow, trial, threads).orElseThrow();
                Contender jclip = trial.jclip(threads)) {
            contender.run();
            float[] expected = jclip.output();
            float[] actual = contender.output();
            assertEquals(expected.length, actual.length);
            for (int i = 0; i < expected.length; i++) {
                float error = Math.abs(expected[i] - actual[i]);
                assertTrue(error <= trial.tolerance(expected), "element %d: %s".formatted(i, error));
            }
        }
    }

    @Test
    void isAbsentWithoutPython() {
        try (Scope scope = Scope.ofHost();
                PhotosTrial trial = new PhotosCase(1).prepare(scope)) {
            PeerAbsentException absence =
                    assertThrows(PeerAbsentException.class, () -> new Pillow("no-such-python").open(trial, 1));
            assertTrue(absence.getMessage().startsWith("no python3 with Pillow"), absence.getMessage());
        }
    }

    @Test
    void doesNothingElse() {
        try (Scope scope = Scope.ofHost()) {
            assertEquals(Optional.empty(), pillow.open(new GemmCase(2, 3, 4).prepare(scope), 1));
        }
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class ContestTest {
    private int measurements;

    private Contest hold(int candidates, IntToDoubleFunction seconds) {
        return Contest.hold(candidates, i -> {
            measurements++;
            return seconds.applyAsDouble(i);
        });
    }

    @Test
    void theQuickestWins() {
        double[] seconds = {3e-6, 2e-6, 1e-6, 4e-6};
        assertEquals(new Contest(2, 3e-6, 1e-6), hold(4, i -> seconds[i]));
        assertEquals(5 * 4, measurements);
    }

    @Test
    void theFirstWinsUnlessAnotherIsClearlyQuicker() {
        assertEquals(new Contest(0, 100e-6, 100e-6), hold(3, i -> (100 - i) / 1e6));
        assertEquals(new Contest(1, 100e-6, 97e-6), hold(3, i -> i == 1 ? 97e-6 : 100e-6));
        assertEquals(0, hold(1, _ -> 1e-6).winner());
    }

    /** A candidate that is disturbed twice is still known for what it is, and so is one that was lucky twice. */
    @Test
    void mediansCount() {
        int[] turns = new int[2];
        Contest contest = hold(2, i -> {
            boolean odd = ++turns[i] % 2 == 0;
            return i == 0 ? odd ? 1e-6 : 20e-6 : odd ? 90e-6 : 10e-6;
        });
        assertEquals(new Contest(1, 20e-6, 10e-6), contest);
    }

    /** A GPU that slows down from measurement to measurement favours neither the first nor the last. */
    @Test
    void candidatesTakeTurns() {
        assertEquals(0, hold(3, _ -> 1e-6 * (100 + measurements / 10.0)).winner());
        measurements = 0;
        assertEquals(0, hold(3, _ -> 1e-6 * (100 - measurements / 10.0)).winner());
    }

    @Test
    void longProductsAreMeasuredOnce() {
        assertEquals(1, hold(4, i -> i == 1 ? 1 : 2).winner());
        assertEquals(4, measurements);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the time of a run is divided. */
class ScheduleTest {
    private static final List<BenchCase> TWO_ALIKE = List.of(new TuneCase(10, 5, 3), new TuneCase(20, 5, 3));

    private static BenchOptions options(boolean quick) {
        return new BenchOptions(EnumSet.of(Group.TUNE), List.of(1, 2), List.of(), quick, List.of(), "");
    }

    private static Schedule quick() {
        return Schedule.of(options(true), TWO_ALIKE, List.of());
    }

    @Test
    void whatIsLeftIsDividedAmongTheRest() {
        Schedule schedule = quick();
        double first = schedule.next(0);
        assertTrue(first >= schedule.expectedSeconds() / 4);
        assertEquals(first, schedule.next(first), 1e-9);
        double third = schedule.next(3 * first);
        assertEquals(first / 2, third, 1e-9);
        assertEquals(first, schedule.next(3 * first), 1e-9);
    }

    @Test
    void aRunThatIsOverLeavesNothing() {
        Schedule schedule = quick();
        assertEquals(0, schedule.next(2 * schedule.expectedSeconds()));
    }

    @Test
    void aThoroughRunTakesItsTime() {
        Schedule schedule = Schedule.of(options(false), TWO_ALIKE, List.of());
        assertEquals(Double.POSITIVE_INFINITY, schedule.next(1e6));
        assertTrue(schedule.expectedSeconds() > quick().expectedSeconds());
    }
}

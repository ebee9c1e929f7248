// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.jclip.clip.EncodingTimes;
import io.github.jclip.clip.image.LoadingTimes;
import io.github.jclip.clip.tower.EncodingStage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EncodeTimesTest {
    private static EncodingTimes times(LoadingTimes loading, double waiting, double computing) {
        return new EncodingTimes(
                2000,
                loading,
                Map.of(
                        EncodingStage.PREPARING, 1.5,
                        EncodingStage.WAITING, waiting,
                        EncodingStage.COPYING_IN, 0.25,
                        EncodingStage.COMPUTING, computing,
                        EncodingStage.COPYING_OUT, 0.25,
                        EncodingStage.DELIVERING, 0.5));
    }

    @Test
    void waitingIsForTheLongestStepOfLoading() {
        EncodeTimes summary = EncodeTimes.of(times(new LoadingTimes(16, 2000, 1, 9.6, 208, 70.4), 12, 5), 0.5);
        assertEquals(
                List.of(
                        "2,000 images in 20.0 s, 100 images/s; limited by: decode, 14 of 16 threads busy",
                        "  read                9.60 s   3 % of 16 threads",
                        "  decode              208.0 s  65 % of 16 threads",
                        "  preprocess          70.4 s   22 % of 16 threads",
                        "  load the model      1.50 s   8 % of the time",
                        "  wait for images     12.0 s   60 % of the time",
                        "  copy to the device  0.25 s   1 % of the time",
                        "  compute             5.00 s   25 % of the time",
                        "  copy back           0.25 s   1 % of the time",
                        "  write               1.00 s   5 % of the time"),
                summary.lines());
        assertEquals(
                1,
                summary.stages().stream().mapToDouble(EncodeTimes.Part::share).sum(),
                1e-12);
    }

    @Test
    void preprocessingOnTheDeviceIsAStage() {
        EncodingTimes times = times(new LoadingTimes(16, 2000, 1, 9.6, 208, 1), 12, 5);
        List<String> lines =
                EncodeTimes.of(times.plus(EncodingStage.PREPROCESSING, 0.5), 0).lines();
        assertEquals("  preprocess there    0.50 s   3 % of the time", lines.get(7));
    }

    @Test
    void otherwiseTheLongestStageLimits() {
        EncodeTimes summary = EncodeTimes.of(times(new LoadingTimes(4, 2000, 1, 1, 20, 7), 1, 16), 0);
        assertEquals("compute, 82 % of the time", summary.limit());
        assertEquals(2000 / 19.5, summary.imagesPerSecond());
    }

    @Test
    void nothingTakesNoTime() {
        EncodeTimes summary = EncodeTimes.of(EncodingTimes.none(), 0);
        assertEquals(0, summary.imagesPerSecond());
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import io.github.jclip.clip.image.LoadingTimes;
import io.github.jclip.clip.tower.EncodingStage;
import java.util.EnumMap;
import java.util.Map;

/**
 * Where the time of embedding image files went.
 *
 * @param images embedded
 * @param loading of the files, on threads of the host beside everything else
 * @param stages seconds of the device's time, by its own clock, where it has one
 */
public record EncodingTimes(long images, LoadingTimes loading, Map<EncodingStage, Double> stages) {

    /** Copies the stages. */
    public EncodingTimes {
        stages = Map.copyOf(stages);
    }

    /** Nothing embedded. */
    public static EncodingTimes none() {
        return new EncodingTimes(0, LoadingTimes.none(), Map.of());
    }

    /** One after the other. */
    public EncodingTimes plus(EncodingTimes other) {
        Map<EncodingStage, Double> sums = new EnumMap<>(EncodingStage.class);
        sums.putAll(stages);
        other.stages.forEach((stage, seconds) -> sums.merge(stage, seconds, Double::sum));
        return new EncodingTimes(images + other.images, loading.plus(other.loading), sums);
    }

    /** The same with more time in a stage. */
    public EncodingTimes plus(EncodingStage stage, double seconds) {
        return plus(new EncodingTimes(0, LoadingTimes.none(), Map.of(stage, seconds)));
    }

    /** Seconds of a stage. */
    public double seconds(EncodingStage stage) {
        return stages.getOrDefault(stage, 0.0);
    }

    /** From the beginning to the end, of which every moment belongs to a stage. */
    public double seconds() {
        return stages.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}

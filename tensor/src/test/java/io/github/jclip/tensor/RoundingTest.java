// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Storing a double in a 16-bit type rounds once, to nearest-even. */
class RoundingTest {

    @ParameterizedTest
    @CsvSource({
        "F16, 0x1.002p0, 0x1p0",
        "F16, 0x1.0020000001p0, 0x1.004p0",
        "F16, 0x1.0060000000p0, 0x1.008p0",
        "F16, 0x1.005fffffffp0, 0x1.004p0",
        "F16, 0x1p-25, 0",
        "F16, 0x1.0000000001p-25, 0x1p-24",
        "F16, -65519.9999999999, -65504",
        "F16, 65520, Infinity",
        "F16, 1e300, Infinity",
        "BF16, 0x1.01p0, 0x1p0",
        "BF16, 0x1.0100000001p0, 0x1.02p0",
        "BF16, 0x1.02ffffffffp0, 0x1.02p0",
        "BF16, 0x1.03p0, 0x1.04p0",
        "BF16, 1e-300, 0",
        "BF16, -1e300, -Infinity",
        "BF16, NaN, NaN"
    })
    void storesTheNearest(DType type, String value, String nearest) {
        assertEquals(Double.parseDouble(nearest), stored(type, Double.parseDouble(value)));
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void noOtherValueIsNearer(DType type) {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 2000; i++) {
            double value = Math.scalb(random.nextDouble(-1, 1), random.nextInt(-26, 15));
            double nearest = stored(type, value);
            Stream<Double> neighbours = DoubleStream.of(-1, 1)
                    .map(side -> stored(type, nearest + side * spacing(type, nearest)))
                    .boxed();
            neighbours.forEach(neighbour -> assertEquals(
                    distance(value, nearest),
                    distance(value, nearest).min(distance(value, neighbour)),
                    () -> "%s is nearer to %s than %s".formatted(neighbour, value, nearest)));
        }
    }

    /** More than half the distance to the next value and less than one and a half. */
    private static double spacing(DType type, double value) {
        return Math.max(Math.abs(value) * 2 * type.unitRoundoff(), type == DType.F16 ? 0x1p-24 : Float.MIN_VALUE);
    }

    private static BigDecimal distance(double a, double b) {
        return new BigDecimal(a).subtract(new BigDecimal(b)).abs();
    }

    private static double stored(DType type, double value) {
        Tensor tensor = Scope.ofGarbageCollected().allocate(type, 1);
        tensor.set(value, 0);
        return tensor.get(0);
    }
}

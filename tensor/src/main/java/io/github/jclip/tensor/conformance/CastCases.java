// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.BFloat16;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Cast;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Cases of {@link Cast}: every pair of types, with the values at which conversions go wrong. */
final class CastCases {
    private static final List<DType> TYPES = List.of(DType.F32, DType.F16, DType.BF16, DType.F64);
    private static final int BIT_PATTERNS = 1 << 16;

    private final CaseList cases;

    private CastCases(CaseList cases) {
        this.cases = cases;
    }

    static void declare(CaseList cases) {
        CastCases declaration = new CastCases(cases);
        for (DType from : TYPES) {
            for (DType to : TYPES) {
                declaration.values(from, to, "edges", edges());
                declaration.values(from, to, "all magnitudes", magnitudes());
                declaration.views(from, to);
            }
        }
        declaration.values(DType.F16, DType.F32, "every value", everyFloat16());
        declaration.values(DType.BF16, DType.F32, "every value", everyBFloat16());
    }

    private void values(DType from, DType to, String what, double[] values) {
        cases.add(Cast.class, "%s to %s, %s".formatted(from, to, what), operands -> {
            Tensor x = operands.input(from, values, values.length);
            return new Cast(x, operands.exactOutput(to, values.length));
        });
    }

    private void views(DType from, DType to) {
        cases.add(Cast.class, "%s to %s, 5×33 rows".formatted(from, to), operands -> {
            Tensor x = operands.input(from, 1, 5, 33);
            return new Cast(x, operands.exactOutput(to, 5, 33));
        });
        cases.add(Cast.class, "%s to %s, permuted 3×5×17".formatted(from, to), operands -> {
            Tensor x = operands.input(from, 1, 3, 5, 17).permute(2, 0, 1);
            return new Cast(x, operands.exactOutput(to, 17, 5, 3).transpose(1, 2));
        });
        cases.add(Cast.class, "%s to %s, a scalar".formatted(from, to), operands -> {
            Tensor x = operands.input(from, 1, 1).select(0, 0);
            return new Cast(x, operands.exactOutput(to, 1).select(0, 0));
        });
    }

    /**
     * Zeros, limits, infinities and NaN; around the smallest and largest numbers of each type; ties of every kind; and
     * numbers just beside a tie, which rounding twice (binary64 to binary32 to 16 bits) gets wrong.
     */
    private static double[] edges() {
        double[] positive = {
            0,
            Double.MIN_VALUE,
            0x1p-150,
            0x1.8p-150,
            Float.MIN_VALUE,
            0x1p-134,
            0x1.8p-134,
            0x1p-133,
            0x1.8p-133,
            Float.MIN_NORMAL,
            0x1p-25,
            0x1.000002p-25,
            0x1.0000000001p-25,
            0x1.8p-25,
            0x1p-24,
            0x1.8p-24,
            0x1.4p-23,
            0x1.ff8p-15,
            0x1.ffcp-15,
            0x1.ffep-15,
            0x1p-14,
            1,
            1 + 0x1p-8,
            1 + 0x1p-8 + 0x1p-23,
            1 + 0x1p-8 + 0x1p-40,
            1 + 0x3p-8,
            1 + 0x3p-8 - 0x1p-40,
            1 + 0x1p-11,
            1 + 0x1p-11 + 0x1p-23,
            1 + 0x1p-11 + 0x1p-40,
            1 + 0x3p-11,
            1 + 0x3p-11 - 0x1p-40,
            1 + 0x1p-24,
            1 + 0x3p-24,
            65504,
            65519,
            65519.996,
            65520,
            65536,
            0x1.fep127,
            0x1.fefffep127,
            0x1.ffp127,
            Float.MAX_VALUE,
            0x1.ffffffp127,
            0x1p128,
            Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NaN
        };
        return IntStream.range(0, 2 * positive.length)
                .mapToDouble(i -> i % 2 == 0 ? positive[i / 2] : -positive[i / 2])
                .toArray();
    }

    /** Random signs and significands over all binary exponents of binary32, denser where binary16 lives. */
    private static double[] magnitudes() {
        SplittableRandom random = new SplittableRandom(16);
        return IntStream.range(0, 2000)
                .mapToDouble(i -> {
                    int exponent = i % 2 == 0 ? random.nextInt(-27, 18) : random.nextInt(-151, 130);
                    return Math.scalb(random.nextDouble(-2, 2), exponent);
                })
                .toArray();
    }

    private static double[] everyFloat16() {
        return IntStream.range(0, BIT_PATTERNS)
                .mapToDouble(bits -> Float.float16ToFloat((short) bits))
                .toArray();
    }

    private static double[] everyBFloat16() {
        return IntStream.range(0, BIT_PATTERNS)
                .mapToDouble(bits -> BFloat16.toFloat((short) bits))
                .toArray();
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.Tensor;
import java.util.Arrays;

/**
 * Keeps the worst element seen. NaN must meet NaN and an infinity itself; a tolerance of 0 asks for the very same
 * value, the sign of zero included.
 */
final class Comparison {
    private double worst = -1;
    private String detail = "no elements";

    void compare(Tensor expected, Tensor actual, double tolerance) {
        for (long i = 0; i < expected.elementCount(); i++) {
            add(expected.getFlat(i), actual.getFlat(i), tolerance, expected, i);
        }
    }

    void add(double expected, double actual, double tolerance, Tensor tensor, long flatIndex) {
        double used = used(expected, actual, tolerance);
        if (used > worst) {
            worst = used;
            detail = "worst at %s of %s: expected %.9g, got %.9g, used %.3g of the allowed %.3g"
                    .formatted(
                            Arrays.toString(index(tensor, flatIndex)),
                            tensor.shape(),
                            expected,
                            actual,
                            used * tolerance,
                            tolerance);
        }
    }

    private static double used(double expected, double actual, double tolerance) {
        if (Double.compare(expected, actual) == 0) {
            return 0;
        }
        double error = Math.abs(expected - actual);
        return error <= tolerance && tolerance > 0 ? error / tolerance : beyond(error / tolerance);
    }

    /** A fraction above 1 even where the error is NaN, infinite, or the difference of two zeros. */
    private static double beyond(double fraction) {
        return fraction > 1 ? fraction : Double.POSITIVE_INFINITY;
    }

    CaseResult result(String name) {
        return new CaseResult(name, worst <= 1 ? Outcome.PASSED : Outcome.FAILED, Math.max(worst, 0), detail);
    }

    private static int[] index(Tensor tensor, long flatIndex) {
        int[] index = new int[tensor.rank()];
        long rest = flatIndex;
        for (int d = index.length - 1; d >= 0; d--) {
            index[d] = (int) (rest % tensor.dim(d));
            rest /= tensor.dim(d);
        }
        return index;
    }
}

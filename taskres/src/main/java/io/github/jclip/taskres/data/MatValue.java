// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** A value in a MATLAB file; arrays in MATLAB's order, down the columns, without their dimensions. */
sealed interface MatValue {

    /** A matrix of numbers of any type, the real part. */
    final class Numbers implements MatValue {
        private final double[] elements;

        Numbers(double[] elements) {
            this.elements = elements;
        }

        DoubleStream elements() {
            return Arrays.stream(elements);
        }
    }

    /** A row of characters. */
    record Text(String value) implements MatValue {}

    /** A cell array. */
    record Cells(List<MatValue> elements) implements MatValue {}

    /** A struct array, an element as a map of its fields. */
    record Struct(List<Map<String, MatValue>> elements) implements MatValue {}
}

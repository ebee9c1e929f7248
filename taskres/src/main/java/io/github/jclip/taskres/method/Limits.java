// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.tensor.BadInputException;

/** Checks of settings that several methods share; each fails with one line. */
final class Limits {
    private Limits() {}

    static void finite(String name, double value) {
        require(Double.isFinite(value), name, value, "give a finite number");
    }

    static void positive(String name, double value) {
        require(value > 0 && Double.isFinite(value), name, value, "give one above 0");
    }

    static void notNegative(String name, double value) {
        require(value >= 0 && Double.isFinite(value), name, value, "give 0 or more");
    }

    static void share(String name, double value) {
        require(value >= 0 && value <= 1, name, value, "give a number from 0 to 1");
    }

    static void epochs(int value) {
        require(value >= 1, "epochs", value, "train for at least 1");
    }

    static void atLeastOne(String name, int value) {
        require(value >= 1, name, value, "give at least 1");
    }

    private static void require(boolean condition, String name, Number value, String fix) {
        if (!condition) {
            throw new BadInputException("%s %s: %s".formatted(name, value, fix));
        }
    }
}

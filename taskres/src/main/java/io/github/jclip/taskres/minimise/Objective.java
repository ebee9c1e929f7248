// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.minimise;

/** A smooth function of many variables. */
@FunctionalInterface
public interface Objective {
    /**
     * The value at a point.
     *
     * @param point not to be changed
     * @param gradient overwritten with the gradient there
     */
    double evaluate(double[] point, double[] gradient);
}

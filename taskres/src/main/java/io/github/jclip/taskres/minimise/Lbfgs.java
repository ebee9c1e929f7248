// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.minimise;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Limited-memory BFGS (Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", Mathematical
 * Programming 45, 1989) with the line search of Moré and Thuente and the stopping rules of L-BFGS-B, which SciPy's
 * {@code minimize} and scikit-learn run.
 *
 * @param memory pairs of steps and gradient changes that are kept
 * @param maxIterations steps at most
 * @param gradientTolerance done when no component of the gradient is larger
 * @param valueTolerance done when the value falls by no more than this share of itself, or of 1 if it is smaller
 */
public record Lbfgs(int memory, int maxIterations, double gradientTolerance, double valueTolerance) {
    private static final int LINE_SEARCH_LIMIT = 50;

    /** scikit-learn's way to run it: ten pairs, and 64 units in the last place of the value. */
    public static Lbfgs asScikitLearn(int maxIterations, double tolerance) {
        return new Lbfgs(10, maxIterations, tolerance, 64 * Math.ulp(1.0));
    }

    /** Where it ended. */
    public static final class Minimum {
        private final double[] point;
        private final double value;
        private final int iterations;
        private final boolean converged;

        Minimum(double[] point, double value, int iterations, boolean converged) {
            this.point = point;
            this.value = value;
            this.iterations = iterations;
            this.converged = converged;
        }

        /** The point; not a copy. */
        public double[] point() {
            return point;
        }

        public double value() {
            return value;
        }

        /** Steps taken. */
        public int iterations() {
            return iterations;
        }

        /** Whether a tolerance was met, rather than the limit of iterations or that of the rounding. */
        public boolean converged() {
            return converged;
        }
    }

    /** A step with the change of the gradient on it. */
    private static final class Pair {
        private final double[] step;
        private final double[] change;
        private final double curvature;

        Pair(double[] step, double[] change, double curvature) {
            this.step = step;
            this.change = change;
            this.curvature = curvature;
        }
    }

    /** Minimises from a starting point, which is not changed. */
    public Minimum minimise(Objective objective, double[] start) {
        int size = start.length;
        double[] point = start.clone();
        double[] gradient = new double[size];
        double value = objective.evaluate(point, gradient);
        Deque<Pair> pairs = new ArrayDeque<>();
        int iteration = 0;
        while (largest(gradient) > gradientTolerance) {
            if (iteration == maxIterations || !Double.isFinite(value)) {
                return new Minimum(point, value, iteration, false);
            }
            double[] direction = direction(gradient, pairs);
            double slope = dot(direction, gradient);
            // The first step has length 1, however small or large the gradient is.
            double firstStep = iteration == 0 ? 1 / Math.sqrt(dot(direction, direction)) : 1;
            double[] from = point;
            double[] next = new double[size];
            double[] nextGradient = new double[size];
            LineSearch.Trial trial = slope >= 0
                    ? null
                    : LineSearch.run(new LineSearch.Trial(0, value, slope), firstStep, LINE_SEARCH_LIMIT, step -> {
                        for (int i = 0; i < size; i++) {
                            next[i] = from[i] + step * direction[i];
                        }
                        double there = objective.evaluate(next, nextGradient);
                        return new LineSearch.Trial(step, there, dot(direction, nextGradient));
                    });
            if (trial == null) {
                if (pairs.isEmpty()) {
                    return new Minimum(point, value, iteration, false);
                }
                pairs.clear();
                continue;
            }
            iteration++;
            remember(pairs, point, next, gradient, nextGradient);
            double fall = value - trial.value();
            double magnitude = Math.max(1, Math.max(Math.abs(value), Math.abs(trial.value())));
            point = next;
            gradient = nextGradient;
            value = trial.value();
            if (fall <= valueTolerance * magnitude) {
                break;
            }
        }
        return new Minimum(point, value, iteration, true);
    }

    private void remember(Deque<Pair> pairs, double[] from, double[] to, double[] gradient, double[] nextGradient) {
        double[] step = new double[from.length];
        double[] change = new double[from.length];
        for (int i = 0; i < from.length; i++) {
            step[i] = to[i] - from[i];
            change[i] = nextGradient[i] - gradient[i];
        }
        double curvature = dot(step, change);
        // A pair without positive curvature would cost the approximation its definiteness.
        if (curvature > Math.ulp(1.0) * Math.abs(dot(step, gradient))) {
            pairs.addLast(new Pair(step, change, curvature));
            if (pairs.size() > memory) {
                pairs.removeFirst();
            }
        }
    }

    /** The two-loop recursion: minus the approximate inverse Hessian times the gradient. */
    private static double[] direction(double[] gradient, Deque<Pair> pairs) {
        double[] direction = new double[gradient.length];
        addScaled(direction, -1, gradient);
        double[] factors = new double[pairs.size()];
        int i = factors.length;
        for (Iterator<Pair> newestFirst = pairs.descendingIterator(); newestFirst.hasNext(); ) {
            Pair pair = newestFirst.next();
            factors[--i] = dot(pair.step, direction) / pair.curvature;
            addScaled(direction, -factors[i], pair.change);
        }
        if (!pairs.isEmpty()) {
            Pair newest = pairs.getLast();
            double scale = newest.curvature / dot(newest.change, newest.change);
            for (int k = 0; k < direction.length; k++) {
                direction[k] *= scale;
            }
        }
        for (Pair pair : pairs) {
            double factor = dot(pair.change, direction) / pair.curvature;
            addScaled(direction, factors[i++] - factor, pair.step);
        }
        return direction;
    }

    private static void addScaled(double[] target, double scale, double[] values) {
        for (int i = 0; i < target.length; i++) {
            target[i] += scale * values[i];
        }
    }

    /** Four sums side by side: the processor need not wait for one addition before the next. */
    private static double dot(double[] a, double[] b) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            sum0 += a[i] * b[i];
            sum1 += a[i + 1] * b[i + 1];
            sum2 += a[i + 2] * b[i + 2];
            sum3 += a[i + 3] * b[i + 3];
        }
        for (; i < a.length; i++) {
            sum0 += a[i] * b[i];
        }
        return sum0 + sum1 + (sum2 + sum3);
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.minimise;

import java.util.function.DoubleFunction;

/**
 * Line search of Moré and Thuente ("Line search algorithms with guaranteed sufficient decrease", ACM TOMS 20, 1994), as
 * L-BFGS-B uses it: finds a step that satisfies the strong Wolfe conditions, with trial steps from cubics and parabolas
 * through the last points.
 */
final class LineSearch {
    private static final double SUFFICIENT_DECREASE = 1e-3;
    private static final double CURVATURE = 0.9;
    private static final double INTERVAL = 0.1;
    private static final double LARGEST_STEP = 1e10;
    private static final double NEAR = 1.1;
    private static final double FAR = 4;
    private static final double SHRINK = 0.66;

    /** A trial on the line: value and slope at a step. */
    record Trial(double step, double value, double slope) {
        /** The same on the function less a line through the origin. */
        Trial lessSlope(double other) {
            return new Trial(step, value - step * other, slope - other);
        }
    }

    private final Trial start;
    private Trial best;
    private Trial other;
    private boolean bracketed;
    private double lower;
    private double upper;

    private LineSearch(Trial start) {
        this.start = start;
        best = start;
        other = start;
    }

    /**
     * Searches along a descent direction.
     *
     * @param start at step 0, with a slope below 0
     * @param firstStep to try
     * @param limit trials at most
     * @param along evaluates a trial
     * @return a trial that satisfies the conditions, or the last one where rounding ends the search with a lower value;
     *     null if nothing better was found
     */
    static Trial run(Trial start, double firstStep, int limit, DoubleFunction<Trial> along) {
        return new LineSearch(start).run(firstStep, limit, along);
    }

    private Trial run(double firstStep, int limit, DoubleFunction<Trial> along) {
        double slopeBound = SUFFICIENT_DECREASE * start.slope();
        double width = LARGEST_STEP;
        double previousWidth = 2 * width;
        boolean decreasePhase = true;
        double step = firstStep;
        upper = step + FAR * step;
        for (int i = 0; i < limit; i++) {
            Trial trial = along.apply(step);
            double bound = start.value() + step * slopeBound;
            boolean low = trial.value() <= bound;
            if (low && Math.abs(trial.slope()) <= -CURVATURE * start.slope()) {
                return trial;
            }
            if (isExhausted(trial, low, slopeBound)) {
                return trial.value() < start.value() ? trial : null;
            }
            decreasePhase = decreasePhase && !(low && trial.slope() >= 0);
            step = decreasePhase && !low && trial.value() <= best.value()
                    ? narrowModified(trial, slopeBound)
                    : narrow(trial);
            if (bracketed) {
                double gap = Math.abs(other.step() - best.step());
                if (gap >= SHRINK * previousWidth) {
                    step = best.step() + 0.5 * (other.step() - best.step());
                }
                previousWidth = width;
                width = gap;
                lower = Math.min(best.step(), other.step());
                upper = Math.max(best.step(), other.step());
            } else {
                lower = step + NEAR * (step - best.step());
                upper = step + FAR * (step - best.step());
            }
            step = Math.clamp(step, 0, LARGEST_STEP);
            if (bracketed && (step <= lower || step >= upper || upper - lower <= INTERVAL * upper)) {
                step = best.step();
            }
        }
        return null;
    }

    /** Whether rounding or the limits of the step leave nothing to try; a value that is not a number never is. */
    private boolean isExhausted(Trial trial, boolean low, double slopeBound) {
        double step = trial.step();
        boolean interval = bracketed && (step <= lower || step >= upper || upper - lower <= INTERVAL * upper);
        boolean longest = step == LARGEST_STEP && low && trial.slope() <= slopeBound;
        return interval || longest || step == 0 || !Double.isFinite(trial.value());
    }

    private double narrowModified(Trial trial, double slopeBound) {
        Trial trueBest = best;
        Trial trueOther = other;
        best = best.lessSlope(slopeBound);
        other = other.lessSlope(slopeBound);
        double step = narrow(trial.lessSlope(slopeBound));
        best = restored(best, trial, trueBest, trueOther);
        other = restored(other, trial, trueBest, trueOther);
        return step;
    }

    private static Trial restored(Trial modified, Trial... originals) {
        for (Trial original : originals) {
            if (original.step() == modified.step()) {
                return original;
            }
        }
        throw new IllegalStateException("a trial from nowhere");
    }

    /** Takes a trial into the interval and proposes the next step. */
    private double narrow(Trial trial) {
        boolean turned = trial.slope() * Math.signum(best.slope()) < 0;
        double next = propose(trial, turned);
        if (trial.value() > best.value()) {
            other = trial;
        } else {
            if (turned) {
                other = best;
            }
            best = trial;
        }
        return next;
    }

    private double propose(Trial trial, boolean turned) {
        if (trial.value() > best.value()) {
            bracketed = true;
            double cubic = cubic(best, trial, trial.step() < best.step());
            double slopeOfChord = (best.value() - trial.value()) / (trial.step() - best.step());
            double parabola =
                    best.step() + best.slope() / (slopeOfChord + best.slope()) / 2 * (trial.step() - best.step());
            return Math.abs(cubic - best.step()) < Math.abs(parabola - best.step())
                    ? cubic
                    : cubic + (parabola - cubic) / 2;
        }
        double secant = trial.step() + trial.slope() / (trial.slope() - best.slope()) * (best.step() - trial.step());
        if (turned) {
            bracketed = true;
            double cubic = cubic(trial, best, trial.step() > best.step());
            return farther(trial, cubic, secant);
        }
        if (Math.abs(trial.slope()) < Math.abs(best.slope())) {
            return proposeOnFlatter(trial, secant);
        }
        if (bracketed) {
            return cubic(trial, other, trial.step() > other.step());
        }
        return trial.step() > best.step() ? upper : lower;
    }

    private double proposeOnFlatter(Trial trial, double secant) {
        boolean forward = trial.step() > best.step();
        double cubic = cubicTowards(trial, forward);
        if (!bracketed) {
            return Math.clamp(farther(trial, cubic, secant), lower, upper);
        }
        double nearer = Math.abs(cubic - trial.step()) < Math.abs(secant - trial.step()) ? cubic : secant;
        double border = trial.step() + SHRINK * (other.step() - trial.step());
        return forward ? Math.min(border, nearer) : Math.max(border, nearer);
    }

    private static double farther(Trial from, double first, double second) {
        return Math.abs(first - from.step()) > Math.abs(second - from.step()) ? first : second;
    }

    /** The minimiser of the cubic through two trials with their slopes. */
    private static double cubic(Trial from, Trial to, boolean negativeRoot) {
        double theta = theta(from, to);
        double root = root(theta, from.slope(), to.slope());
        double gamma = negativeRoot ? -root : root;
        double ratio = (gamma - from.slope() + theta) / (gamma - from.slope() + gamma + to.slope());
        return from.step() + ratio * (to.step() - from.step());
    }

    /** As {@link #cubic}, where the cubic may have no minimiser beyond the trial: the border then. */
    private double cubicTowards(Trial trial, boolean forward) {
        double theta = theta(trial, best);
        double root = root(theta, trial.slope(), best.slope());
        double gamma = forward ? -root : root;
        double ratio = (gamma - trial.slope() + theta) / (gamma + (best.slope() - trial.slope()) + gamma);
        if (ratio < 0 && gamma != 0) {
            return trial.step() + ratio * (best.step() - trial.step());
        }
        return forward ? upper : lower;
    }

    private static double theta(Trial from, Trial to) {
        return 3 * (from.value() - to.value()) / (to.step() - from.step()) + from.slope() + to.slope();
    }

    private static double root(double theta, double first, double second) {
        double scale = Math.max(Math.abs(theta), Math.max(Math.abs(first), Math.abs(second)));
        double ratio = theta / scale;
        return scale * Math.sqrt(Math.max(0, ratio * ratio - first / scale * (second / scale)));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.evaluation.Predictions;
import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.taskres.minimise.Lbfgs;
import io.github.jclip.taskres.train.Embeddings;
import io.github.jclip.taskres.train.LogisticRegression;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Gemm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A linear classifier on the embeddings as they are stored (Radford et al., arXiv:2103.00020, A.3), as CoOp's
 * {@code lpclip} fits it: logistic regression by L-BFGS. The text embeddings are not used. C is searched for as there:
 * the first best of 1e6, 1e4, … 1e-6, then rounds that halve the interval around it on a logarithmic scale towards the
 * better end, the left one of equals.
 *
 * @param c inverse strength of the penalty, where nothing is searched
 * @param search whether C is searched for on the selection set
 * @param rounds of the search after the grid
 */
public record LinearProbe(double c, boolean search, int rounds, int maxIterations, double tolerance) implements Method {
    static final LinearProbe DEFAULT = new LinearProbe(1, true, 8, 1000, 1e-4);

    private static final List<Double> GRID = List.of(1e6, 1e4, 1e2, 1.0, 1e-2, 1e-4, 1e-6);
    private static final String WEIGHTS = "weights";
    private static final String C = "c";

    /** Checks the settings. */
    public LinearProbe {
        Limits.positive(C, c);
        Limits.atLeastOne("rounds", rounds);
        Limits.atLeastOne("max-iterations", maxIterations);
        Limits.positive("tolerance", tolerance);
    }

    @Override
    public String name() {
        return "linear-probe";
    }

    @Override
    public String recipe() {
        return "L-BFGS, tolerance %s; C by a grid of %d and %d rounds".formatted(tolerance, GRID.size(), rounds);
    }

    @Override
    public Selection paperSelection() {
        return Selection.VALIDATION;
    }

    @Override
    public int plannedEpochs() {
        return 0;
    }

    /** {@inheritDoc} Not here: the original fits the images as they are tested. */
    @Override
    public boolean usesViews() {
        return false;
    }

    @Override
    public Fitted fit(FewShotTask task, Device device, Scope scope, FitListener listener) {
        Search fits = new Search(task, device, scope, listener);
        double chosen = search && task.selection().isPresent() ? fits.search() : c;
        Lbfgs.Minimum solution = fits.solve(chosen);
        Optional<Double> accuracy = search
                ? task.selection().map(set -> Accuracy.percent(fits.correct(chosen), set))
                : Optional.<Double>empty();
        return new Fitted(
                fits.classifier(solution, scope),
                Map.of(C, chosen),
                accuracy,
                Optional.of(new Fitted.Training(
                        solution.iterations(), fits.iterations, solution.value(), solution.iterations())));
    }

    /** The regressions of one fit; each C is solved once. */
    private final class Search {
        private final FewShotTask task;
        private final Device device;
        private final FitListener listener;
        private final LogisticRegression regression;
        private final Map<Double, Lbfgs.Minimum> solutions = new HashMap<>();
        private final Map<Double, Integer> correct = new HashMap<>();
        private int iterations;

        Search(FewShotTask task, Device device, Scope scope, FitListener listener) {
            this.task = task;
            this.device = device;
            this.listener = listener;
            Tensor images = Embeddings.load(device, scope, task.train().embeddings());
            regression =
                    new LogisticRegression(device, scope, images, task.train().labels(), task.classCount());
        }

        double search() {
            double peak = GRID.getFirst();
            for (double candidate : GRID) {
                peak = correct(candidate) > correct(peak) ? candidate : peak;
            }
            double left = 1e-1 * peak;
            double right = 1e1 * peak;
            double better = left;
            for (int round = 0; round < rounds; round++) {
                double middle = Math.pow(10, 0.5 * (Math.log10(right) + Math.log10(left)));
                if (correct(left) < correct(right)) {
                    better = right;
                    left = middle;
                } else {
                    better = left;
                    right = middle;
                }
            }
            return better;
        }

        int correct(double candidate) {
            return correct.computeIfAbsent(candidate, _ -> {
                EmbeddingSet set = task.selection().orElseThrow();
                try (Scope scope = device.openScope()) {
                    Predictions predictions = Accuracy.predict(device, classifier(solve(candidate), scope), set);
                    return Accuracy.correct(set.labels(), predictions.classes());
                }
            });
        }

        Lbfgs.Minimum solve(double candidate) {
            return solutions.computeIfAbsent(candidate, _ -> {
                Lbfgs.Minimum solution = regression.solve(candidate, Lbfgs.asScikitLearn(maxIterations, tolerance));
                iterations += solution.iterations();
                listener.logged("C %s: objective %.6f after %d iterations"
                        .formatted(candidate, solution.value(), solution.iterations()));
                return solution;
            });
        }

        Classifier classifier(Lbfgs.Minimum solution, Scope scope) {
            Tensor weights = Tensor.ofDoubles(
                    Scope.ofGarbageCollected(), solution.point(), task.classCount(), task.embeddingDim() + 1);
            return new LinearClassifier(device, Embeddings.load(device, scope, weights));
        }
    }

    @Override
    public Classifier restore(SavedClassifier saved, Device device, Scope scope) {
        Tensor weights = saved.tensor(WEIGHTS, saved.classes(), saved.embeddingDim() + 1);
        return new LinearClassifier(device, Embeddings.load(device, scope, weights));
    }

    /** Weights [K, E + 1], the intercept last. */
    private record LinearClassifier(Device device, Tensor weights) implements Classifier {
        @Override
        public int classCount() {
            return weights.dim(0);
        }

        @Override
        public void classify(Tensor embeddings, Tensor logits) {
            try (Scope scope = device.openScope()) {
                Tensor wide = LogisticRegression.withOnes(device, scope, embeddings);
                device.execute(Gemm.of(wide, weights.transpose(0, 1), logits));
                device.synchronize();
            }
        }

        @Override
        public Map<String, Tensor> tensors() {
            return Map.of(WEIGHTS, weights);
        }
    }
}

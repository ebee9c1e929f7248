// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.features;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Class embeddings [K, E] from prompts, by the rules of the TaskRes repository, which differ in what they normalise and
 * in whether an underscore of a class name stays. In a template, {@code {}} stands for the class name.
 */
public final class ClassTexts {
    private static final String NAME = "{}";

    private final TextTower tower;
    private final List<String> classes;

    /** Class embeddings by this text tower. */
    public ClassTexts(TextTower tower, List<String> classes) {
        this.tower = tower;
        this.classes = List.copyOf(classes);
    }

    /** What becomes of an underscore in a class name. */
    public enum Underscores {
        /** It stays, as in TaskRes, and is a token of its own. */
        KEEP,
        /** It becomes a space, as in zero-shot classification. */
        SPACE
    }

    /**
     * TaskRes's base classifier: the mean over the templates, of embeddings that are not normalised.
     *
     * @return [K, E] of the tower's type
     */
    public Tensor baseClassifier(List<String> templates, Underscores underscores, Scope scope) {
        return mean(templates, underscores, false, scope);
    }

    /**
     * The classifier of zero-shot classification: each embedding is normalised, the mean over the templates too;
     * underscores become spaces.
     *
     * @return [K, E] of the tower's type, rows of length 1
     */
    public Tensor zeroShot(List<String> templates, Scope scope) {
        Tensor means = mean(templates, Underscores.SPACE, true, scope);
        for (int k = 0; k < classes.size(); k++) {
            Tensor row = means.select(0, k);
            double norm = norm(row.toDoubleArray());
            for (int i = 0; i < row.dim(0); i++) {
                row.set(row.get(i) / norm, i);
            }
        }
        return means;
    }

    /** Only as many prompts as there are classes are held at a time. */
    private Tensor mean(List<String> templates, Underscores underscores, boolean normalised, Scope scope) {
        double[][] sums = new double[classes.size()][];
        Tensor means = null;
        for (String template : templates) {
            try (Scope prompts = Scope.ofHost()) {
                Tensor embeddings = tower.encode(prompts(template, underscores), prompts);
                for (int k = 0; k < sums.length; k++) {
                    double[] row = embeddings.select(0, k).toDoubleArray();
                    sums[k] = sums[k] == null ? new double[row.length] : sums[k];
                    addTo(sums[k], row, normalised ? 1 / norm(row) : 1);
                }
                if (means == null) {
                    means = scope.allocate(embeddings.dtype(), embeddings.dim(0), embeddings.dim(1));
                }
            }
        }
        for (int k = 0; k < sums.length; k++) {
            for (int i = 0; i < sums[k].length; i++) {
                means.set(sums[k][i] / templates.size(), k, i);
            }
        }
        return means;
    }

    private List<String> prompts(String template, Underscores underscores) {
        return classes.stream()
                .map(name -> underscores == Underscores.SPACE ? name.replace('_', ' ') : name)
                .map(name -> template.replace(NAME, name))
                .toList();
    }

    private static void addTo(double[] sum, double[] row, double factor) {
        Arrays.setAll(sum, i -> sum[i] + factor * row[i]);
    }

    private static double norm(double[] row) {
        return Math.sqrt(Arrays.stream(row).map(x -> x * x).sum());
    }
}

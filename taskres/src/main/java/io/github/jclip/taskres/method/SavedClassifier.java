// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import java.util.Map;

/**
 * What a run kept of a classifier.
 *
 * @param file where the tensors are from, for messages
 * @param tensors by the names of {@link Classifier#tensors()}, host memory
 * @param chosen values of {@link Fitted#chosen()}
 * @param logitScale s
 */
public record SavedClassifier(
        String file,
        Map<String, Tensor> tensors,
        Map<String, Double> chosen,
        int classes,
        int embeddingDim,
        double logitScale) {

    /**
     * A floating tensor of this shape; −1 stands for any size.
     *
     * @throws BadInputException if it is missing or does not fit
     */
    public Tensor tensor(String name, int... dims) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw bad("no tensor '%s'; tune again".formatted(name));
        }
        boolean fits = tensor.dtype().isFloating() && tensor.rank() == dims.length;
        for (int i = 0; fits && i < dims.length; i++) {
            fits = dims[i] < 0 || tensor.dim(i) == dims[i];
        }
        if (!fits) {
            throw bad("'%s' is %s, expected floating %s; tune again".formatted(name, tensor, expected(dims)));
        }
        return tensor;
    }

    /**
     * Class numbers of a tensor [count].
     *
     * @throws BadInputException if it is missing, does not fit or holds anything else
     */
    int[] labels(String name, int count) {
        float[] values = tensor(name, count).toFloatArray();
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (int) values[i];
            if (labels[i] != values[i] || labels[i] < 0 || labels[i] >= classes) {
                throw bad("'%s' row %d has label %s; with %d classes labels go from 0 to %d; tune again"
                        .formatted(name, i, values[i], classes, classes - 1));
            }
        }
        return labels;
    }

    private static String expected(int[] dims) {
        return java.util.Arrays.toString(dims).replace("-1", "any");
    }

    /**
     * A value that the fit chose.
     *
     * @throws BadInputException if it is missing
     */
    public double chosen(String name) {
        Double value = chosen.get(name);
        if (value == null) {
            throw bad("the run has no value of '%s'; tune again".formatted(name));
        }
        return value;
    }

    private BadInputException bad(String what) {
        return new BadInputException(Excerpt.line(file + ": " + what));
    }
}

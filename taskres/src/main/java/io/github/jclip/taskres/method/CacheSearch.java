// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.taskres.train.Embeddings;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Gemm;
import java.util.Arrays;

/**
 * Tip-Adapter's search: every pair of a grid of sharpness β and share α, the first with the best accuracy.
 *
 * <p>From one β to the next, exp(−β(1 − A)) changes by the factor exp(−δ(1 − A)), so that each affinity costs two
 * exponentials for the whole grid. Nothing else depends on β, and an image's part of the work on no other image. For one
 * β, most classes stay below the label's at every α, which two values tell.
 */
final class CacheSearch {
    private static final double SMALLEST = 0.1;
    private static final int ROWS = 256;
    /** More than the few roundings that a logit takes here, as a share of its parts. */
    private static final double ROUNDING = 32 * Math.ulp(1.0);

    /** A pair and the images of the selection set that it classifies correctly. */
    record Choice(double alpha, double beta, int correct) {}

    private final CacheGrid grid;
    private final int[] keyLabels;
    private final int classCount;
    private final int[][] correct;

    private CacheSearch(CacheGrid grid, int[] keyLabels, int classCount) {
        this.grid = grid;
        this.keyLabels = keyLabels;
        this.classCount = classCount;
        correct = new int[grid.betaSteps()][grid.alphaSteps()];
    }

    /**
     * Searches.
     *
     * @param keys F [N, E], on the device
     * @param text t̂ [K, E], normalised, on the device
     */
    static Choice run(
            Device device,
            CacheGrid grid,
            Tensor keys,
            int[] keyLabels,
            Tensor text,
            double logitScale,
            EmbeddingSet set) {
        CacheSearch search = new CacheSearch(grid, keyLabels, text.dim(0));
        int[] labels = set.labels();
        for (int from = 0; from < set.count(); from += ROWS) {
            int to = Math.min(set.count(), from + ROWS);
            try (Scope scope = device.openScope();
                    Scope host = Scope.ofHost()) {
                Tensor images = Embeddings.loadNormalised(
                        device, scope, set.embeddings().slice(0, from, to));
                Tensor affinities = scope.allocate(keys.dtype(), to - from, keys.dim(0));
                Tensor zeroShot = scope.allocate(keys.dtype(), to - from, text.dim(0));
                device.execute(Gemm.of(images, keys.transpose(0, 1), affinities));
                device.execute(new Gemm(logitScale, images, text.transpose(0, 1), 0, zeroShot));
                search.count(
                        onHost(device, affinities, host),
                        onHost(device, zeroShot, host),
                        Arrays.copyOfRange(labels, from, to));
            }
        }
        return search.best();
    }

    private static Tensor onHost(Device device, Tensor tensor, Scope host) {
        Tensor copy = tensor;
        if (!tensor.isHost()) {
            copy = host.allocate(tensor.dtype(), tensor.shape());
            device.copy(tensor, copy);
        }
        device.synchronize();
        return copy;
    }

    private void count(Tensor affinities, Tensor zeroShot, int[] labels) {
        for (int row = 0; row < labels.length; row++) {
            count(
                    affinities.select(0, row).toFloatArray(),
                    zeroShot.select(0, row).toFloatArray(),
                    labels[row]);
        }
    }

    private void count(float[] affinities, float[] zeroShot, int label) {
        double step = (grid.betaLimit() - SMALLEST) / grid.betaSteps();
        double[] weights = new double[affinities.length];
        double[] factors = new double[affinities.length];
        for (int n = 0; n < weights.length; n++) {
            weights[n] = Math.exp(-SMALLEST * (1 - (double) affinities[n]));
            factors[n] = Math.exp(-step * (1 - (double) affinities[n]));
        }
        double[] sums = new double[classCount];
        int[] rivals = new int[classCount];
        for (int[] correctOfBeta : correct) {
            Arrays.fill(sums, 0);
            for (int n = 0; n < weights.length; n++) {
                sums[keyLabels[n]] += weights[n];
                weights[n] *= factors[n];
            }
            int rivalCount = findRivals(zeroShot, sums, label, rivals);
            for (int i = 0; i < correctOfBeta.length; i++) {
                correctOfBeta[i] += isFirstMaximum(zeroShot, sums, alpha(i), label, rivals, rivalCount) ? 1 : 0;
            }
        }
    }

    /**
     * Lists the classes whose logit may reach that of the label at some α. The difference of two logits is linear in α, so
     * that it is smallest at an end of the grid; what is clear of rounding there is clear everywhere.
     */
    private int findRivals(float[] zeroShot, double[] sums, int label, int[] rivals) {
        double first = alpha(0);
        double last = alpha(grid.alphaSteps() - 1);
        int count = 0;
        for (int k = 0; k < sums.length; k++) {
            double lead = (double) zeroShot[label] - zeroShot[k];
            double gain = sums[label] - sums[k];
            double magnitude =
                    Math.abs(zeroShot[label]) + Math.abs(zeroShot[k]) + Math.max(first, last) * (sums[label] + sums[k]);
            boolean clear = Math.min(lead + first * gain, lead + last * gain) > ROUNDING * magnitude;
            if (!clear && k != label) {
                rivals[count++] = k;
            }
        }
        return count;
    }

    private static boolean isFirstMaximum(
            float[] zeroShot, double[] sums, double alpha, int label, int[] rivals, int rivalCount) {
        double own = zeroShot[label] + alpha * sums[label];
        for (int i = 0; i < rivalCount; i++) {
            int k = rivals[i];
            double other = zeroShot[k] + alpha * sums[k];
            if (other > own || (other == own && k < label)) {
                return false;
            }
        }
        return true;
    }

    private double alpha(int i) {
        return i * (grid.alphaLimit() - SMALLEST) / grid.alphaSteps() + SMALLEST;
    }

    private double beta(int i) {
        return i * (grid.betaLimit() - SMALLEST) / grid.betaSteps() + SMALLEST;
    }

    private Choice best() {
        Choice best = new Choice(alpha(0), beta(0), correct[0][0]);
        for (int b = 0; b < correct.length; b++) {
            for (int a = 0; a < correct[b].length; a++) {
                if (correct[b][a] > best.correct()) {
                    best = new Choice(alpha(a), beta(b), correct[b][a]);
                }
            }
        }
        return best;
    }
}

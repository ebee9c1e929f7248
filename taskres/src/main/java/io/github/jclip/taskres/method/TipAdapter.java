// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import java.util.Map;
import java.util.Optional;

/**
 * Tip-Adapter (Zhang et al., arXiv:2207.09519): the training images as a cache beside the zero-shot classifier, see
 * {@link io.github.jclip.taskres.train.CacheModel}. Nothing is trained; α and β are searched for. Defaults are those of
 * the published configuration for ImageNet.
 *
 * @param alpha share of the cache, where nothing is searched
 * @param beta sharpness of the affinities, where nothing is searched
 * @param search whether α and β are searched for on the selection set
 * @param betaLimit the grid of β goes from 0.1 to below this
 * @param alphaLimit the grid of α likewise
 */
public record TipAdapter(
        double alpha, double beta, boolean search, double betaLimit, int betaSteps, double alphaLimit, int alphaSteps)
        implements Method {
    static final TipAdapter DEFAULT = new TipAdapter(1.17, 1, true, 7, 200, 3, 20);

    /** Checks the settings. */
    public TipAdapter {
        Limits.finite("alpha", alpha);
        Limits.notNegative("beta", beta);
        new CacheGrid(betaLimit, betaSteps, alphaLimit, alphaSteps);
    }

    @Override
    public String name() {
        return "tip-adapter";
    }

    @Override
    public String recipe() {
        return "nothing is trained; alpha and beta by a grid of %d × %d".formatted(betaSteps, alphaSteps);
    }

    /**
     * {@inheritDoc} The test set: the paper's numbers came from a search there, as an issue of its repository says. The
     * later code takes validation for α and β.
     */
    @Override
    public Selection paperSelection() {
        return Selection.TEST;
    }

    @Override
    public int plannedEpochs() {
        return 0;
    }

    /** {@inheritDoc} The keys are means over views. */
    @Override
    public boolean usesViews() {
        return true;
    }

    @Override
    public Fitted fit(FewShotTask task, Device device, Scope scope, FitListener listener) {
        Optional<CacheGrid> grid = search
                ? Optional.of(new CacheGrid(betaLimit, betaSteps, alphaLimit, alphaSteps))
                : Optional.<CacheGrid>empty();
        return CacheClassifiers.choose(
                task,
                device,
                scope,
                CacheClassifiers.model(task, device, scope, alpha, beta),
                grid,
                Map.of(),
                Optional.empty());
    }

    @Override
    public Classifier restore(SavedClassifier saved, Device device, Scope scope) {
        return CacheClassifiers.restore(saved, device, scope);
    }
}

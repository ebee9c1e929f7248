// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.random.TorchRandom;
import io.github.jclip.taskres.train.BatchSource;
import io.github.jclip.taskres.train.CacheModel;
import io.github.jclip.taskres.train.Embeddings;
import io.github.jclip.taskres.train.Trainer;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.optim.UpdateRule;
import java.util.Map;
import java.util.Optional;

/**
 * Tip-Adapter-F (Zhang et al., arXiv:2207.09519): the cache's keys are trained with the first α and β, by AdamW with a
 * cosine step by step, every image in every epoch; then α and β are searched for. Defaults are those of the published
 * configuration for ImageNet.
 *
 * @param alpha share of the cache while the keys are trained, and after it where nothing is searched
 * @param beta sharpness of the affinities likewise
 * @param search whether α and β are searched for on the selection set, after the training
 * @param betaLimit the grid of β goes from 0.1 to below this
 * @param alphaLimit the grid of α likewise
 * @param weightDecay torch's default for AdamW
 * @param finalModel which epoch's keys are taken; the authors take the best
 */
public record TipAdapterF(
        double alpha,
        double beta,
        boolean search,
        double betaLimit,
        int betaSteps,
        double alphaLimit,
        int alphaSteps,
        double lr,
        double weightDecay,
        double epsilon,
        int epochs,
        int batchSize,
        FinalModel finalModel)
        implements Method {
    static final TipAdapterF DEFAULT =
            new TipAdapterF(1.17, 1, true, 7, 200, 3, 20, 1e-3, 1e-2, 1e-4, 20, 256, FinalModel.BEST_VAL);

    /** Checks the settings. */
    public TipAdapterF {
        Limits.finite("alpha", alpha);
        Limits.notNegative("beta", beta);
        new CacheGrid(betaLimit, betaSteps, alphaLimit, alphaSteps);
        Limits.positive("learning rate", lr);
        Limits.notNegative("weight decay", weightDecay);
        Limits.positive("epsilon", epsilon);
        Limits.epochs(epochs);
        Limits.atLeastOne("batch size", batchSize);
    }

    @Override
    public String name() {
        return "tip-adapter-f";
    }

    @Override
    public String recipe() {
        return "AdamW; cosine step by step; alpha and beta by a grid of %d × %d".formatted(betaSteps, alphaSteps);
    }

    /** {@inheritDoc} The test set: the published code takes the epoch that is best there. */
    @Override
    public Selection paperSelection() {
        return Selection.TEST;
    }

    @Override
    public int plannedEpochs() {
        return epochs;
    }

    /** {@inheritDoc} The keys start as means over views, and are trained on one in each epoch. */
    @Override
    public boolean usesViews() {
        return true;
    }

    @Override
    public Fitted fit(FewShotTask task, Device device, Scope scope, FitListener listener) {
        CacheModel model = CacheClassifiers.model(task, device, scope, alpha, beta);
        BatchSource images = BatchSource.of(device, scope, task.train(), Embeddings::loadNormalised);
        Classifier classifier = new TrainedClassifier(device, model, TrainedClassifier.Input.NORMALISED, Map.of());
        EpochTraining.Result done =
                training().run(task, device, scope, listener, model, images, classifier, new TorchRandom(task.seed()));
        Optional<CacheGrid> grid = search
                ? Optional.of(new CacheGrid(betaLimit, betaSteps, alphaLimit, alphaSteps))
                : Optional.<CacheGrid>empty();
        return CacheClassifiers.choose(
                task, device, scope, model, grid, done.optimizer(), Optional.of(done.training()));
    }

    private EpochTraining training() {
        return new EpochTraining(
                new UpdateRule.Adam(0.9, 0.999, epsilon, weightDecay, true, false),
                batches -> Rates.cosineOfSteps(lr, epochs * batches),
                batchSize,
                Trainer.Remainder.KEPT,
                epochs,
                finalModel);
    }

    @Override
    public Classifier restore(SavedClassifier saved, Device device, Scope scope) {
        return CacheClassifiers.restore(saved, device, scope);
    }
}

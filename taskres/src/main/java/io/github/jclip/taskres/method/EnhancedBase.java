// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.features.ProjectedText;
import io.github.jclip.taskres.random.TorchRandom;
import io.github.jclip.taskres.train.BatchSource;
import io.github.jclip.taskres.train.Embeddings;
import io.github.jclip.taskres.train.TextProjection;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The enhanced base classifier of task residual tuning (Yu et al., arXiv:2211.10277): the text projection tuned on the
 * same few images, before a residual is. The published code loads such projections and has no code that makes them, and
 * the paper says no more than that the projection is tuned; optimiser and schedule are those of the residual, the
 * learning rate is this program's choice.
 *
 * @param lr full rate of the schedule
 * @param epochs passes over the training images
 * @param batchSize images of a step
 * @param finalModel which epoch's projection is taken
 */
public record EnhancedBase(double lr, double weightDecay, int epochs, int batchSize, FinalModel finalModel)
        implements Method {
    static final EnhancedBase DEFAULT = new EnhancedBase(1e-5, 5e-4, 50, 32, FinalModel.LAST);

    /** The name of the method. */
    public static final String NAME = "enhanced-base";

    /** The tuned projection [E, C], as the published files name it. */
    public static final String WEIGHT = "weight";

    /** Checks the settings. */
    public EnhancedBase {
        Limits.positive("learning rate", lr);
        Limits.notNegative("weight decay", weightDecay);
        Limits.epochs(epochs);
        Limits.atLeastOne("batch size", batchSize);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String recipe() {
        return "the text projection by Adam, weight decay through the gradient; constant warm-up at 1e-5 for 1 epoch, "
                + "cosine";
    }

    @Override
    public Selection paperSelection() {
        return Selection.NONE;
    }

    @Override
    public int plannedEpochs() {
        return epochs;
    }

    @Override
    public boolean usesViews() {
        return true;
    }

    @Override
    public Fitted fit(FewShotTask task, Device device, Scope scope, FitListener listener) {
        ProjectedText text = task.projected()
                .orElseThrow(() -> new BadInputException("enhanced-base: the features file has no 'text_hidden' and "
                        + "'text_projection'; embed the data set again with 'jclip encode --dataset'"));
        TextProjection model = new TextProjection(
                scope,
                Embeddings.load(device, scope, text.hidden()),
                Embeddings.load(device, scope, text.weight()),
                task.logitScale());
        BatchSource images = BatchSource.of(device, scope, task.train(), Embeddings::loadNormalised);
        Classifier trained = new TrainedClassifier(device, model, TrainedClassifier.Input.NORMALISED, Map.of());
        EpochTraining.Result done =
                training().run(task, device, scope, listener, model, images, trained, new TorchRandom(task.seed()));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(WEIGHT, model.weight());
        tensors.putAll(done.optimizer());
        Classifier classifier = ZeroShot.cosines(
                device,
                scope,
                BaseClassifier.project(text.with(model.weight()), device, scope),
                task.logitScale(),
                tensors);
        return new Fitted(classifier, Map.of(), done.accuracy(), Optional.of(done.training()));
    }

    private EpochTraining training() {
        return EpochTraining.ofResiduals(lr, weightDecay, batchSize, epochs, finalModel);
    }

    @Override
    public Classifier restore(SavedClassifier saved, Device device, Scope scope) {
        Tensor base = saved.tensor(TaskRes.BASE, saved.classes(), saved.embeddingDim());
        Tensor weight = saved.tensor(WEIGHT, saved.embeddingDim(), -1);
        return ZeroShot.cosines(
                device,
                scope,
                Embeddings.load(device, scope, base),
                saved.logitScale(),
                Map.of(WEIGHT, Embeddings.load(device, scope, weight)));
    }
}

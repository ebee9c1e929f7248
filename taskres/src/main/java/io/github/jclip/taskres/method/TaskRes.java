// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.random.TorchRandom;
import io.github.jclip.taskres.train.BatchSource;
import io.github.jclip.taskres.train.Embeddings;
import io.github.jclip.taskres.train.ImageResidual;
import io.github.jclip.taskres.train.TaskResidual;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.L2Normalize;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Task residual tuning (Yu et al., arXiv:2211.10277) as the published code does it: Adam with weight decay through the
 * gradient, one epoch of warm-up at 1e-5 and a cosine, full batches only.
 *
 * @param alpha scale of the residual, or where it starts; the published scripts take 0.5 for all data sets but one
 * @param learnableAlpha whether the scale is trained with the residual, by the same optimiser; the paper's text does so
 *     for one data set, the published code never
 * @param side where the residual is added
 * @param lr full rate of the schedule; the published configurations take 2e-3, for ImageNet a tenth
 * @param epochs passes over the training images; published: 100 for up to 4 shots, 200 for more
 * @param batchSize images of a step
 * @param finalModel which epoch's model is taken
 */
public record TaskRes(
        double alpha,
        boolean learnableAlpha,
        Side side,
        double lr,
        double weightDecay,
        int epochs,
        int batchSize,
        FinalModel finalModel)
        implements Method {

    /** Where the residual is added. */
    public enum Side {
        /** A row to each class embedding. */
        TEXT,
        /** One to every image embedding as it is stored: a variant that the original code has as a comment. */
        IMAGE
    }

    private static final int FEW_SHOTS = 4;
    /** The base classifier [K, E], as the published code names it. */
    public static final String BASE = "base_text_features";

    /** The residual [K, E], likewise. */
    public static final String RESIDUAL = "text_feature_residuals";

    private static final String IMAGE_RESIDUAL = "image_feature_residual";
    private static final String ALPHA = "alpha";

    /** Checks the settings. */
    public TaskRes {
        Limits.finite(ALPHA, alpha);
        Limits.positive("learning rate", lr);
        Limits.notNegative("weight decay", weightDecay);
        Limits.epochs(epochs);
        Limits.atLeastOne("batch size", batchSize);
        if (learnableAlpha && side == Side.IMAGE) {
            throw new BadInputException("learnable-alpha true: goes with side text");
        }
    }

    static TaskRes defaults(int shots) {
        int epochs = shots >= 1 && shots <= FEW_SHOTS ? 100 : 200;
        return new TaskRes(0.5, false, Side.TEXT, 2e-3, 5e-4, epochs, 256, FinalModel.LAST);
    }

    @Override
    public String name() {
        return "taskres";
    }

    @Override
    public String recipe() {
        return "Adam, weight decay through the gradient; constant warm-up at 1e-5 for 1 epoch, cosine";
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
        return switch (side) {
            case TEXT -> fitText(task, device, scope, listener);
            case IMAGE -> fitImage(task, device, scope, listener);
        };
    }

    private Fitted fitText(FewShotTask task, Device device, Scope scope, FitListener listener) {
        Tensor base = BaseClassifier.of(task, device, scope);
        TaskResidual model = new TaskResidual(device, scope, base, alpha, learnableAlpha, task.logitScale());
        BatchSource images = BatchSource.of(device, scope, task.train(), Embeddings::loadNormalised);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(BASE, base);
        tensors.put(RESIDUAL, model.residual());
        Classifier classifier = new TrainedClassifier(device, model, TrainedClassifier.Input.NORMALISED, tensors);
        EpochTraining.Result done =
                training().run(task, device, scope, listener, model, images, classifier, new TorchRandom(task.seed()));
        tensors.putAll(done.optimizer());
        return new Fitted(classifier, Map.of(ALPHA, model.alpha()), done.accuracy(), Optional.of(done.training()));
    }

    private Fitted fitImage(FewShotTask task, Device device, Scope scope, FitListener listener) {
        Tensor text = BaseClassifier.of(task, device, scope);
        device.execute(new L2Normalize(text, text));
        ImageResidual model = new ImageResidual(scope, text, alpha, task.logitScale());
        BatchSource images = BatchSource.of(device, scope, task.train(), Embeddings::load);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(BASE, text);
        tensors.put(IMAGE_RESIDUAL, model.residual());
        Classifier classifier = new TrainedClassifier(device, model, TrainedClassifier.Input.AS_STORED, tensors);
        EpochTraining.Result done =
                training().run(task, device, scope, listener, model, images, classifier, new TorchRandom(task.seed()));
        tensors.putAll(done.optimizer());
        return new Fitted(classifier, Map.of(ALPHA, alpha), done.accuracy(), Optional.of(done.training()));
    }

    private EpochTraining training() {
        return EpochTraining.ofResiduals(lr, weightDecay, batchSize, epochs, finalModel);
    }

    @Override
    public Classifier restore(SavedClassifier saved, Device device, Scope scope) {
        Tensor base = Embeddings.load(device, scope, saved.tensor(BASE, saved.classes(), saved.embeddingDim()));
        double scale = saved.chosen(ALPHA);
        return switch (side) {
            case TEXT -> {
                Tensor trained = saved.tensor(RESIDUAL, saved.classes(), saved.embeddingDim());
                TaskResidual model = new TaskResidual(device, scope, base, scale, saved.logitScale());
                model.restore(Embeddings.load(device, scope, trained));
                yield new TrainedClassifier(
                        device,
                        model,
                        TrainedClassifier.Input.NORMALISED,
                        Map.of(BASE, base, RESIDUAL, model.residual()));
            }
            case IMAGE -> {
                Tensor trained = saved.tensor(IMAGE_RESIDUAL, 1, saved.embeddingDim());
                ImageResidual model = new ImageResidual(scope, base, scale, saved.logitScale());
                device.copy(Embeddings.load(device, scope, trained), model.residual());
                yield new TrainedClassifier(
                        device,
                        model,
                        TrainedClassifier.Input.AS_STORED,
                        Map.of(BASE, base, IMAGE_RESIDUAL, model.residual()));
            }
        };
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.taskres.random.TorchRandom;
import io.github.jclip.taskres.train.BatchSource;
import io.github.jclip.taskres.train.Embeddings;
import io.github.jclip.taskres.train.FeatureAdapter;
import io.github.jclip.taskres.train.Trainer;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.optim.UpdateRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * CLIP-Adapter on the image side (Gao et al., arXiv:2110.04544), see
 * {@link io.github.jclip.taskres.train.FeatureAdapter}: SGD with momentum 0.9 as Dassl sets it up for the published
 * code, one epoch of warm-up at 1e-5 and a cosine. Weights start as PyTorch's {@code nn.Linear} after
 * {@code torch.manual_seed(seed)}.
 *
 * @param ratio ρ, share of the adapted embedding while it is trained, and after it where nothing is searched; the
 *     published code takes 0.2
 * @param search whether another ratio of 0.1, 0.2, … 0.9 takes its place after the training if it is better on the
 *     selection set; the paper searches for it, data set by data set
 * @param epochs 50, as a later paper (APEX) re-ran the method; the original does not say
 * @param reduction width of the embedding over that of the bottleneck
 * @param finalModel which epoch's weights are taken
 */
public record ClipAdapter(
        double ratio,
        boolean search,
        int reduction,
        double lr,
        double weightDecay,
        int epochs,
        int batchSize,
        FinalModel finalModel)
        implements Method {
    static final ClipAdapter DEFAULT = new ClipAdapter(0.2, true, 4, 2e-3, 5e-4, 50, 32, FinalModel.LAST);

    private static final double MOMENTUM = 0.9;
    private static final int RATIOS = 10;
    private static final String DOWN = "fc.0.weight";
    private static final String UP = "fc.2.weight";
    private static final String TEXT = "text";
    private static final String RATIO = "ratio";

    /** Checks the settings. */
    public ClipAdapter {
        Limits.share(RATIO, ratio);
        if (ratio == 1) {
            throw new BadInputException("ratio 1.0: give one below 1, something of the embedding must stay");
        }
        Limits.atLeastOne("reduction", reduction);
        Limits.positive("learning rate", lr);
        Limits.notNegative("weight decay", weightDecay);
        Limits.epochs(epochs);
        Limits.atLeastOne("batch size", batchSize);
    }

    @Override
    public String name() {
        return "clip-adapter";
    }

    @Override
    public String recipe() {
        return "SGD, momentum 0.9; constant warm-up at 1e-5 for 1 epoch, cosine; ratio after the training";
    }

    /** {@inheritDoc} The test set: the paper names no other set for its search. */
    @Override
    public Selection paperSelection() {
        return Selection.TEST;
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
        int width = task.embeddingDim();
        if (width < reduction) {
            throw new BadInputException("reduction %d: the embeddings have only %d numbers; give a smaller one"
                    .formatted(reduction, width));
        }
        int bottleneck = width / reduction;
        TorchRandom random = new TorchRandom(task.seed());
        Tensor down = linearLayer(device, scope, random, bottleneck, width);
        Tensor up = linearLayer(device, scope, random, width, bottleneck);
        Tensor text = Embeddings.loadNormalised(device, scope, task.text());
        FeatureAdapter model = new FeatureAdapter(scope, down, up, text, ratio, task.logitScale());
        BatchSource images = BatchSource.of(device, scope, task.train(), Embeddings::loadNormalised);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(DOWN, down);
        tensors.put(UP, up);
        tensors.put(TEXT, text);
        Classifier classifier = new TrainedClassifier(device, model, TrainedClassifier.Input.NORMALISED, tensors);
        EpochTraining.Result done = training().run(task, device, scope, listener, model, images, classifier, random);
        tensors.putAll(done.optimizer());
        Fitted trained = new Fitted(classifier, Map.of(RATIO, ratio), Optional.empty(), Optional.of(done.training()));
        if (!search || task.selection().isEmpty()) {
            return trained;
        }
        return choose(trained, task.selection().get(), device, scope, task.logitScale());
    }

    private EpochTraining training() {
        return new EpochTraining(
                new UpdateRule.Sgd(MOMENTUM, 0, false, weightDecay),
                _ -> Rates.warmUpAndCosine(lr, epochs),
                batchSize,
                Trainer.Remainder.DROPPED,
                epochs,
                finalModel);
    }

    /** The trained ratio, or the first other one that is better. */
    private Fitted choose(Fitted trained, EmbeddingSet set, Device device, Scope scope, double logitScale) {
        Classifier best = trained.classifier();
        Map<String, Tensor> tensors = best.tensors();
        double bestRatio = ratio;
        int mostCorrect = Accuracy.correct(device, best, set);
        for (int i = 1; i < RATIOS; i++) {
            double other = (double) i / RATIOS;
            FeatureAdapter model =
                    new FeatureAdapter(scope, tensors.get(DOWN), tensors.get(UP), tensors.get(TEXT), other, logitScale);
            Classifier classifier = new TrainedClassifier(device, model, TrainedClassifier.Input.NORMALISED, tensors);
            int correct = Accuracy.correct(device, classifier, set);
            if (correct > mostCorrect) {
                mostCorrect = correct;
                best = classifier;
                bestRatio = other;
            }
        }
        return new Fitted(
                best, Map.of(RATIO, bestRatio), Optional.of(Accuracy.percent(mostCorrect, set)), trained.training());
    }

    /** Weights [outputs, inputs], uniform within ±1/√inputs. */
    private static Tensor linearLayer(Device device, Scope scope, TorchRandom random, int outputs, int inputs) {
        float bound = (float) (1 / Math.sqrt(inputs));
        float[] values = new float[outputs * inputs];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() * (bound - -bound) - bound;
        }
        return Embeddings.load(device, scope, Tensor.ofFloats(Scope.ofGarbageCollected(), values, outputs, inputs));
    }

    @Override
    public Classifier restore(SavedClassifier saved, Device device, Scope scope) {
        Tensor down = Embeddings.load(device, scope, saved.tensor(DOWN, -1, saved.embeddingDim()));
        Tensor up = Embeddings.load(device, scope, saved.tensor(UP, saved.embeddingDim(), down.dim(0)));
        Tensor text = Embeddings.load(device, scope, saved.tensor(TEXT, saved.classes(), saved.embeddingDim()));
        FeatureAdapter model = new FeatureAdapter(scope, down, up, text, saved.chosen(RATIO), saved.logitScale());
        return new TrainedClassifier(
                device, model, TrainedClassifier.Input.NORMALISED, Map.of(DOWN, down, UP, up, TEXT, text));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.taskres.features.Views;
import io.github.jclip.taskres.train.CacheModel;
import io.github.jclip.taskres.train.Embeddings;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.L2Normalize;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What Tip-Adapter and its fine-tuned form have in common: choosing α and β for given keys, saving and restoring. */
final class CacheClassifiers {
    private static final String KEYS = "cache_keys";
    private static final String LABELS = "cache_labels";
    private static final String TEXT = "text";
    private static final String ALPHA = "alpha";
    private static final String BETA = "beta";

    /** Views of each image that the keys are the mean of: the published configurations' {@code augment_epoch}. */
    private static final int KEY_VIEWS = 10;

    private CacheClassifiers() {}

    /** A cache model with keys and labels of the task's training images. */
    static CacheModel model(FewShotTask task, Device device, Scope scope, double alpha, double beta) {
        Tensor keys = keys(task.train(), device, scope);
        Tensor text = Embeddings.loadNormalised(device, scope, task.text());
        return new CacheModel(scope, keys, task.train().labels(), text, task.logitScale(), alpha, beta);
    }

    /**
     * The images' embeddings; where they have augmented views, the mean over some of these, of embeddings that are not
     * normalised, as the published code does.
     */
    private static Tensor keys(EmbeddingSet train, Device device, Scope scope) {
        if (train.views().isEmpty()) {
            return Embeddings.loadNormalised(device, scope, train.embeddings());
        }
        Views views = train.views().get();
        int[] order = IntStream.range(0, views.images()).toArray();
        Tensor sum = scope.allocate(device.computeType(), views.images(), views.embeddingDim());
        for (int number = 0; number < Math.min(KEY_VIEWS, views.count()); number++) {
            try (Scope host = Scope.ofHost();
                    Scope single = device.openScope();
                    Views.Batches batches = views.epoch(number, order, 0)) {
                Tensor view = host.allocate(DType.F32, sum.shape());
                batches.next(view);
                device.execute(new Add(sum, Embeddings.load(device, single, view), sum));
                device.synchronize();
            }
        }
        device.execute(new L2Normalize(sum, sum));
        return sum;
    }

    /** Chooses α and β by the grid where there is a set to choose on; else the model keeps its own. */
    static Fitted choose(
            FewShotTask task,
            Device device,
            Scope scope,
            CacheModel model,
            Optional<CacheGrid> grid,
            Map<String, Tensor> optimizerState,
            Optional<Fitted.Training> training) {
        CacheModel used = model;
        Optional<Double> accuracy = Optional.empty();
        if (grid.isPresent() && task.selection().isPresent()) {
            var set = task.selection().get();
            CacheSearch.Choice choice = CacheSearch.run(
                    device, grid.get(), model.keys(), task.train().labels(), model.text(), task.logitScale(), set);
            used = model.with(scope, choice.alpha(), choice.beta());
            accuracy = Optional.of(Accuracy.percent(choice.correct(), set));
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>(tensors(used, scope, device));
        tensors.putAll(optimizerState);
        Classifier classifier = new TrainedClassifier(device, used, TrainedClassifier.Input.NORMALISED, tensors);
        return new Fitted(classifier, Map.of(ALPHA, used.alpha(), BETA, used.beta()), accuracy, training);
    }

    private static Map<String, Tensor> tensors(CacheModel model, Scope scope, Device device) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(KEYS, model.keys());
        tensors.put(LABELS, device.upload(labels(model), scope));
        tensors.put(TEXT, model.text());
        return tensors;
    }

    /** Labels as F32, which holds every class number exactly. */
    private static Tensor labels(CacheModel model) {
        int[] labels = model.keyLabels();
        Tensor tensor = Scope.ofGarbageCollected().allocate(DType.F32, labels.length);
        IntStream.range(0, labels.length).forEach(i -> tensor.setFlat(i, labels[i]));
        return tensor;
    }

    static Classifier restore(SavedClassifier saved, Device device, Scope scope) {
        Tensor keys = saved.tensor(KEYS, -1, saved.embeddingDim());
        Tensor text = saved.tensor(TEXT, saved.classes(), saved.embeddingDim());
        int[] labels = saved.labels(LABELS, keys.dim(0));
        CacheModel model = new CacheModel(
                scope,
                Embeddings.load(device, scope, keys),
                labels,
                Embeddings.load(device, scope, text),
                saved.logitScale(),
                saved.chosen(ALPHA),
                saved.chosen(BETA));
        return new TrainedClassifier(device, model, TrainedClassifier.Input.NORMALISED, tensors(model, scope, device));
    }
}

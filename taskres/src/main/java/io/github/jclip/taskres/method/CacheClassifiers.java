// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.train.CacheModel;
import io.github.jclip.taskres.train.Embeddings;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
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

    private CacheClassifiers() {}

    /** A cache model with keys and labels of the task's training images. */
    static CacheModel model(FewShotTask task, Device device, Scope scope, double alpha, double beta) {
        Tensor keys = Embeddings.loadNormalised(device, scope, task.train().embeddings());
        Tensor text = Embeddings.loadNormalised(device, scope, task.text());
        return new CacheModel(scope, keys, task.train().labels(), text, task.logitScale(), alpha, beta);
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

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.classifier;

import io.github.jclip.taskres.method.EnhancedBase;
import io.github.jclip.taskres.method.TaskRes;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the file of a classifier holds, in each form. Beside the tensors there are the entries {@code method},
 * {@code settings} and {@code chosen} (JSON objects), {@code classes}, {@code embedding_dim}, {@code logit_scale},
 * {@code backbone}, {@code epochs} and {@code steps}.
 */
public final class ClassifierContent {
    /** The dictionary beside {@code state_dict}, of which the original code takes no notice. */
    static final String OURS = "jclip";

    static final String STATE_DICT = "state_dict";
    static final String METHOD = "method";
    static final String SETTINGS = "settings";
    static final String CHOSEN = "chosen";
    static final String CLASSES = "classes";
    static final String EMBEDDING_DIM = "embedding_dim";
    static final String LOGIT_SCALE = "logit_scale";
    static final String BACKBONE = "backbone";
    static final String EPOCHS = "epochs";
    static final String STEPS = "steps";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final StoredClassifier classifier;

    /** The content of a file of this classifier. */
    public ClassifierContent(StoredClassifier classifier) {
        this.classifier = classifier;
    }

    /** Its tensors, without the optimiser's. */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>(classifier.tensors());
        tensors.keySet().removeIf(name -> name.startsWith(StoredClassifier.OPTIMIZER));
        return tensors;
    }

    /** The metadata of a safetensors file. */
    public Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        entries()
                .forEach((name, value) -> metadata.put(
                        name, value instanceof List<?> list ? JSON.writeValueAsString(list) : String.valueOf(value)));
        return metadata;
    }

    /** The arrays of an npz file: tensors, strings, numbers and lists of strings. */
    public Map<String, Object> arrays() {
        Map<String, Object> arrays = new LinkedHashMap<>(tensors());
        arrays.putAll(entries());
        return arrays;
    }

    private Map<String, Object> entries() {
        Map<String, Object> entries = new LinkedHashMap<>();
        entries.put(METHOD, classifier.method());
        entries.put(SETTINGS, JSON.writeValueAsString(classifier.settings()));
        entries.put(CHOSEN, JSON.writeValueAsString(classifier.chosen()));
        entries.put(CLASSES, classifier.classes());
        entries.put(EMBEDDING_DIM, (double) classifier.embeddingDim());
        entries.put(LOGIT_SCALE, classifier.logitScale());
        classifier.backbone().ifPresent(name -> entries.put(BACKBONE, name));
        entries.put(EPOCHS, (double) classifier.epochs());
        entries.put(STEPS, (double) classifier.steps());
        return entries;
    }

    /**
     * The dictionary that Dassl's {@code save_checkpoint} writes for TaskRes, under {@code state_dict} exactly the tensors
     * that the original code looks for: base classifier and residual, or the projection of an enhanced base classifier.
     * It has no place for the scale α, which the original takes from its configuration; that and everything else is under
     * {@code jclip}. The schedule's state is left out: a finished training has no next step.
     *
     * @throws BadInputException if the method is not one of TaskRes's code
     */
    public Map<String, Object> dictionary() {
        Map<String, Object> dictionary = new LinkedHashMap<>();
        Map<String, Tensor> tensors = tensors();
        Set<String> known = tensors.containsKey(EnhancedBase.WEIGHT)
                ? Set.of(EnhancedBase.WEIGHT)
                : Set.of(TaskRes.BASE, TaskRes.RESIDUAL);
        if (!tensors.keySet().containsAll(known)) {
            throw new BadInputException(Excerpt.line(
                    "%s: a .pth.tar of TaskRes's form holds task residuals or an enhanced base classifier, not %s; take "
                                    .formatted(classifier.source(), words())
                            + ".safetensors or .npz"));
        }
        Map<String, Tensor> state = new LinkedHashMap<>(tensors);
        state.keySet().retainAll(known);
        dictionary.put(STATE_DICT, state);
        dictionary.put("epoch", classifier.epochs());
        optimizer(dictionary);
        dictionary.put("val_result", null);
        Map<String, Object> ours = new LinkedHashMap<>(entries());
        tensors.forEach((name, tensor) -> {
            if (!known.contains(name)) {
                ours.put(name, tensor);
            }
        });
        dictionary.put(OURS, ours);
        return dictionary;
    }

    private String words() {
        return classifier.method().equals("taskres") ? "a residual on the image side" : classifier.method();
    }

    /** As {@code torch.optim.Adam.state_dict()} has it; a trained scale, which the original has not, stays away. */
    private void optimizer(Map<String, Object> dictionary) {
        String parameter = classifier.tensors().containsKey(EnhancedBase.WEIGHT) ? "weight" : "residual";
        Tensor first = classifier.tensors().get(StoredClassifier.OPTIMIZER + parameter + ".exp_avg");
        Tensor second = classifier.tensors().get(StoredClassifier.OPTIMIZER + parameter + ".exp_avg_sq");
        if (first == null || second == null) {
            return;
        }
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("step", Tensor.ofFloats(Scope.ofGarbageCollected(), new float[] {classifier.steps()}));
        state.put("exp_avg", first);
        state.put("exp_avg_sq", second);
        Map<String, Object> group = new LinkedHashMap<>();
        double rate = number("lr");
        group.put("lr", rate);
        group.put("betas", List.of(0.9, 0.999));
        group.put("eps", 1e-8);
        group.put("weight_decay", number("weight-decay"));
        group.put("amsgrad", false);
        group.put("initial_lr", rate);
        group.put("params", List.of(0));
        dictionary.put("optimizer", Map.of("state", Map.of(0, state), "param_groups", List.of(group)));
    }

    private double number(String setting) {
        return Double.parseDouble(String.valueOf(classifier.settings().get(setting)));
    }
}

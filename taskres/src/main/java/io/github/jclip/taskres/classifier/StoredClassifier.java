// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.classifier;

import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.taskres.method.Classifier;
import io.github.jclip.taskres.method.Method;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.method.SavedClassifier;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tuned classifier with all that its use needs.
 *
 * @param source the file or run folder it is from, for messages
 * @param method its name
 * @param settings of the method, by name
 * @param chosen hyperparameters in use
 * @param classes K names, in the order of the scores
 * @param embeddingDim E
 * @param logitScale s
 * @param backbone the model whose embeddings it classifies, where that is known
 * @param epochs of the training; 0 where nothing was trained or nothing is known of it
 * @param steps likewise
 * @param tensors by the names of {@link Classifier#tensors()} and, under {@code optimizer.}, what the optimiser
 *     remembered, if that was kept; host memory
 */
public record StoredClassifier(
        String source,
        String method,
        Map<String, Object> settings,
        Map<String, Double> chosen,
        List<String> classes,
        int embeddingDim,
        double logitScale,
        Optional<String> backbone,
        int epochs,
        int steps,
        Map<String, Tensor> tensors) {
    static final String OPTIMIZER = "optimizer.";

    /** Takes the class names over. */
    public StoredClassifier {
        classes = List.copyOf(classes);
    }

    /** The method with the settings. */
    private Method configured() {
        Map<String, String> values = new LinkedHashMap<>();
        settings.forEach((name, value) -> values.put(name, String.valueOf(value)));
        return Methods.with(Methods.named(method, 0), values, source);
    }

    /**
     * The classifier on a device.
     *
     * @param scope owner of its tensors
     * @throws BadInputException if a tensor or value is missing or does not fit
     */
    public Classifier restore(Device device, Scope scope) {
        SavedClassifier saved = new SavedClassifier(source, tensors, chosen, classes.size(), embeddingDim, logitScale);
        return configured().restore(saved, device, scope);
    }

    /** Features files may say anything of their model. */
    private static boolean isReleased(Optional<String> name) {
        return name.flatMap(KnownArchitecture::named).isPresent();
    }

    /**
     * Fails unless it is for these embeddings.
     *
     * @param name the model that makes them, where that is known; compared if it is one that OpenAI released
     * @throws BadInputException if it was tuned on those of another model
     */
    public void requireFits(int length, Optional<String> name) {
        if (length != embeddingDim) {
            throw new BadInputException(
                    Excerpt.line("%s: classifies embeddings of length %d, these have %d; give the model it was tuned on"
                            .formatted(source, embeddingDim, length)));
        }
        if (isReleased(name) && isReleased(backbone) && !name.equals(backbone)) {
            throw new BadInputException(
                    Excerpt.line("%s: was tuned on embeddings of %s, these are of %s; give the model it was tuned on"
                            .formatted(source, Excerpt.quote(backbone.get()), Excerpt.quote(name.get()))));
        }
    }
}

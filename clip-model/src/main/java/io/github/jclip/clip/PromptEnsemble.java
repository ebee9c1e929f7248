// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Class embeddings from prompt templates, as in the zero-shot evaluation of Radford et al. 2021: each prompt's embedding
 * is normalised, a class is the mean over its prompts. Only as many prompts as one class has are held at a time.
 */
final class PromptEnsemble {
    private static final String NAME = "{}";

    private PromptEnsemble() {}

    /** Unnormalised class embeddings, F32 [K, E], owned by the garbage collector. */
    static Tensor embed(Clip clip, List<String> classes, List<String> templates) {
        templates.forEach(PromptEnsemble::requireName);
        int width = clip.config().embeddingDim();
        float[] means = new float[classes.size() * width];
        for (int t = 0; t < templates.size(); t++) {
            String template = templates.get(t);
            List<String> prompts =
                    classes.stream().map(name -> template.replace(NAME, name)).toList();
            try (Scope scope = Scope.ofHost()) {
                addNormalised(clip.encodeTexts(prompts, scope).toFloatArray(), width, templates.size(), means);
            }
        }
        return Tensor.ofFloats(Scope.ofGarbageCollected(), means, classes.size(), width);
    }

    private static void requireName(String template) {
        if (!template.contains(NAME)) {
            throw new BadInputException(
                    "template '%s' has no {} for the class name; write for example \"a photo of a {}.\""
                            .formatted(template));
        }
    }

    private static void addNormalised(float[] embeddings, int width, int templates, float[] means) {
        for (int from = 0; from < embeddings.length; from += width) {
            double squares = 0;
            for (int i = from; i < from + width; i++) {
                squares += (double) embeddings[i] * embeddings[i];
            }
            double factor = 1 / (Math.sqrt(squares) * templates);
            for (int i = from; i < from + width; i++) {
                means[i] += (float) (embeddings[i] * factor);
            }
        }
    }
}

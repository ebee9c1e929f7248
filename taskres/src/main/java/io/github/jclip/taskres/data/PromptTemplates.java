// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.util.List;
import java.util.stream.Stream;

/**
 * The prompts of a data set; {@code {}} stands for the class name.
 *
 * @param base of TaskRes's base classifier
 * @param single the one of zero-shot classification
 * @param ensemble of zero-shot classification by several prompts
 */
public record PromptTemplates(List<String> base, String single, List<String> ensemble) {
    private static final String NAME = "{}";

    /** The seven that were selected for ImageNet from CLIP's eighty. */
    private static final List<String> SELECTED = List.of(
            "itap of a {}.",
            "a bad photo of the {}.",
            "a origami {}.",
            "a photo of the large {}.",
            "a {} in a video game.",
            "art of the {}.",
            "a photo of the small {}.");

    /**
     * Checks the templates.
     *
     * @throws BadInputException if one has no place for the class name
     */
    public PromptTemplates {
        base = List.copyOf(base);
        ensemble = List.copyOf(ensemble);
        Stream.of(base, List.of(single), ensemble).flatMap(List::stream).forEach(PromptTemplates::requireName);
    }

    /** Of every known data set but ImageNet: its own template, which the selected ones join for the ensemble. */
    public static PromptTemplates of(String template) {
        return new PromptTemplates(List.of(template), template, withSelected(List.of(template)));
    }

    /** Of a user's data set: the base classifier averages all templates, the first is the single one. */
    public static PromptTemplates of(List<String> templates) {
        return new PromptTemplates(templates, templates.getFirst(), withSelected(templates));
    }

    /** Of ImageNet: the base classifier averages the selected templates and its own, the ensemble the selected ones. */
    static PromptTemplates ofImageNet(String template) {
        return new PromptTemplates(withSelected(List.of(template)), template, SELECTED);
    }

    private static List<String> withSelected(List<String> templates) {
        return Stream.concat(SELECTED.stream(), templates.stream()).toList();
    }

    private static void requireName(String template) {
        if (!template.contains(NAME)) {
            throw new BadInputException(
                    "template %s has no {} for the class name; write for example \"a photo of a {}.\""
                            .formatted(Excerpt.quote(template)));
        }
    }
}

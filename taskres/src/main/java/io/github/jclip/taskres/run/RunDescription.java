// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.config.ConfiguredValue;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.Protocol;
import java.util.List;
import java.util.Map;

/**
 * What a run was made from: {@code run.json}.
 *
 * @param format version of the run folder's layout
 * @param method name of the method
 * @param settings of the method, by name
 * @param recipe how the method is fitted, in words: optimiser, schedule, search
 * @param protocol what hyperparameters may be chosen on, and the same in words
 * @param notes what else to know of the task, a line each
 * @param started date and time, ISO 8601
 * @param base the enhanced base classifier, or null
 * @param configuration where each value came from, or null where nothing is known of that
 */
public record RunDescription(
        int format,
        String method,
        Map<String, Object> settings,
        String recipe,
        int shots,
        long seed,
        Subset subset,
        Protocol protocol,
        String protocolInWords,
        Features features,
        List<String> notes,
        Device device,
        Versions versions,
        String started,
        Base base,
        List<ConfiguredValue> configuration) {

    /** The layout that this program writes and reads. */
    public static final int FORMAT = 2;

    /**
     * The file of an enhanced base classifier.
     *
     * @param path as it was given, made absolute
     */
    public record Base(String path, String sha256) {}

    /**
     * The features file and what was taken from it.
     *
     * @param path as it was given, made absolute
     * @param dataSet its name: from the metadata, else the name of the file
     * @param backbone the model that made the embeddings, from the metadata, or null
     * @param trainingSet the images that were trained on, in words
     * @param views the augmented views of these, in words, or null where the stored embeddings were trained on
     * @param selectionSet the images that hyperparameters were chosen on, in words, or null
     * @param testImages images of the test set, of all classes
     * @param classNames those of the run's classes, in the order of the labels
     */
    public record Features(
            String path,
            String sha256,
            String dataSet,
            String backbone,
            String trainingSet,
            String views,
            int trainingImages,
            String selectionSet,
            int selectionImages,
            int testImages,
            int classes,
            List<String> classNames,
            int embeddingDim,
            double logitScale) {}

    /** What computed, and in which type. */
    public record Device(String name, String description, String precision) {}

    /** What ran. */
    public record Versions(String jclip, String java, String system) {}
}

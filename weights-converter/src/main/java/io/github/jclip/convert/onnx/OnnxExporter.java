// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.onnx;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.tower.WeightSource;
import io.github.jclip.tensor.DType;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes CLIP's towers as ONNX files of standard operators (opset 17, F32), with the weights inside, or beside the file
 * in {@code <name>.data} above 1.5 GB. The batch size is free. Images are expected as jclip's preprocessing makes them,
 * texts as its tokenizer does; embeddings are not normalised. A text may be padded with anything smaller than its end
 * token.
 */
public final class OnnxExporter {
    /** Name of the input of an image tower. */
    public static final String IMAGES = "images";

    /** Name of the input of a text tower. */
    public static final String TOKENS = "tokens";

    /** Name of the output of both. */
    public static final String EMBEDDINGS = "embeddings";

    private static final String BATCH = "batch";
    private static final int COLOURS = 3;

    private OnnxExporter() {}

    /**
     * Writes a tower; one tensor at a time is loaded.
     *
     * @param weights tensors by OpenAI's names
     * @return the files written: the model, and its data where there is such a file
     * @throws io.github.jclip.tensor.BadInputException if a file cannot be written
     */
    public static List<Path> export(ClipConfig config, WeightSource weights, Tower tower, Path file) {
        return export(config, weights, tower, file, OnnxFile.MOST_INSIDE);
    }

    /** The file that holds the weights where they do not fit into the model's. */
    public static Path dataFile(Path file) {
        return OnnxFile.dataFile(file);
    }

    static List<Path> export(ClipConfig config, WeightSource weights, Tower tower, Path file, long mostInside) {
        return switch (tower) {
            case IMAGE -> OnnxFile.write(file, imageGraph(config, weights), imageMetadata(config), mostInside);
            case TEXT -> OnnxFile.write(file, textGraph(config, weights), textMetadata(config), mostInside);
        };
    }

    private static Graph imageGraph(ClipConfig config, WeightSource weights) {
        Graph graph = new Graph("clip_image_tower");
        int resolution = config.imageResolution();
        graph.input(IMAGES, DType.F32, BATCH, COLOURS, resolution, resolution);
        graph.output(EMBEDDINGS, DType.F32, BATCH, config.embeddingDim());
        Weights visual = new Weights(weights, graph, "visual.");
        switch (config.vision()) {
            case VitConfig vit -> new VisionTransformerGraph(graph, visual, config, vit).append(IMAGES, EMBEDDINGS);
            case ResNetConfig resNet -> new ResNetGraph(graph, visual, config, resNet).append(IMAGES, EMBEDDINGS);
        }
        return graph;
    }

    private static Graph textGraph(ClipConfig config, WeightSource weights) {
        Graph graph = new Graph("clip_text_tower");
        graph.input(TOKENS, DType.I64, BATCH, "length");
        graph.output(EMBEDDINGS, DType.F32, BATCH, config.embeddingDim());
        new TextGraph(graph, new Weights(weights, graph, ""), config).append(TOKENS, EMBEDDINGS);
        return graph;
    }

    /** What a program needs to know to prepare images. */
    private static Map<String, String> imageMetadata(ClipConfig config) {
        PreprocessingConfig preprocessing = config.preprocessing();
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("image_resolution", Integer.toString(config.imageResolution()));
        metadata.put("image_mean", numbers(preprocessing.mean()));
        metadata.put("image_std", numbers(preprocessing.std()));
        return metadata;
    }

    private static Map<String, String> textMetadata(ClipConfig config) {
        return Map.of("context_length", Integer.toString(config.text().contextLength()));
    }

    private static String numbers(List<Double> values) {
        return values.stream().map(value -> Double.toString(value)).collect(Collectors.joining(","));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.Interpolation;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.op.Activation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * The {@code config.json} and {@code preprocessor_config.json} of a Hugging Face {@code CLIPModel}. What is missing has
 * the default of that library's {@code CLIPConfig} and {@code CLIPImageProcessor}.
 */
final class HuggingFaceConfig {
    static final String CONFIG = "config.json";
    private static final String PREPROCESSOR = "preprocessor_config.json";
    private static final String MODEL_TYPE = "clip";
    private static final int DEFAULT_IMAGE_HEADS = 12;
    private static final int DEFAULT_TEXT_HEADS = 8;
    private static final int PILLOW_BICUBIC = 3;

    private HuggingFaceConfig() {}

    /** Whether a {@code config.json} is one of a CLIPModel. */
    static boolean isClip(ForeignJson config) {
        return config.text("model_type", "").equals(MODEL_TYPE);
    }

    /**
     * The settings of a folder.
     *
     * @throws BadInputException if its configuration is missing, not one of a CLIPModel, or asks for what jclip lacks
     */
    static Settings read(Path folder) {
        Path file = folder.resolve(CONFIG);
        if (!Files.exists(file)) {
            throw new BadInputException(Excerpt.line(
                    file + ": missing; weights of Hugging Face need the config.json of their folder beside them"));
        }
        ForeignJson config = ForeignJson.read(file);
        if (!isClip(config)) {
            throw new BadInputException(Excerpt.line("%s: model_type is %s; only clip is supported"
                    .formatted(file, Excerpt.quote(config.text("model_type", "")))));
        }
        ForeignJson vision = config.object("vision_config");
        ForeignJson text = config.object("text_config");
        Activation activation = activation(vision);
        double epsilon = epsilon(vision);
        if (activation != activation(text) || epsilon != epsilon(text)) {
            throw text.bad("", "differs from vision_config in hidden_act or layer_norm_eps, which is not supported");
        }
        Path preprocessor = folder.resolve(PREPROCESSOR);
        OptionalInt imageSize = vision.integer("image_size");
        boolean preprocessed = Files.exists(preprocessor);
        return new Settings(
                activation,
                epsilon,
                OptionalInt.of(vision.integer("num_attention_heads").orElse(DEFAULT_IMAGE_HEADS)),
                OptionalInt.of(text.integer("num_attention_heads").orElse(DEFAULT_TEXT_HEADS)),
                imageSize,
                preprocessed ? preprocessing(ForeignJson.read(preprocessor), imageSize) : PreprocessingConfig.OPENAI,
                preprocessed ? List.of() : List.of("no preprocessor_config.json: OpenAI's preprocessing assumed"));
    }

    private static Activation activation(ForeignJson tower) {
        String name = tower.text("hidden_act", "quick_gelu");
        return switch (name) {
            case "quick_gelu" -> Activation.QUICK_GELU;
            case "gelu" -> Activation.GELU;
            default ->
                throw tower.bad(
                        "hidden_act", "is %s; quick_gelu and gelu are supported".formatted(Excerpt.quote(name)));
        };
    }

    private static double epsilon(ForeignJson tower) {
        return tower.number("layer_norm_eps", ClipConfig.DEFAULT_LAYER_NORM_EPSILON);
    }

    private static PreprocessingConfig preprocessing(ForeignJson config, OptionalInt imageSize) {
        OptionalInt resized = config.size("size", "shortest_edge", "height");
        OptionalInt cropped = config.size("crop_size", "height");
        for (OptionalInt size : List.of(resized, cropped)) {
            if (size.isPresent() && imageSize.isPresent() && size.getAsInt() != imageSize.getAsInt()) {
                throw config.bad(
                        "size",
                        "makes images of %d pixels for a model of %d".formatted(size.getAsInt(), imageSize.getAsInt()));
            }
        }
        return new PreprocessingConfig(
                config.numbers("image_mean", PreprocessingConfig.OPENAI.mean()),
                config.numbers("image_std", PreprocessingConfig.OPENAI.std()),
                interpolation(config));
    }

    private static Interpolation interpolation(ForeignJson config) {
        int filter = config.integer("resample").orElse(PILLOW_BICUBIC);
        if (filter != PILLOW_BICUBIC) {
            throw config.bad("resample", "is Pillow's filter %d; only 3 (bicubic) is supported".formatted(filter));
        }
        return Interpolation.BICUBIC;
    }
}

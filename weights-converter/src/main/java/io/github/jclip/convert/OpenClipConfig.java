// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.Interpolation;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.op.Activation;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** The {@code open_clip_config.json} of open_clip; what is missing has that library's default. */
final class OpenClipConfig {
    static final String FILE = "open_clip_config.json";

    /** What the weights themselves tell, or what only training or tokenizing uses. */
    private static final Set<String> MODEL_SETTINGS = Set.of(
            "embed_dim",
            "quick_gelu",
            "vision_cfg",
            "text_cfg",
            "custom_text",
            "init_logit_scale",
            "output_dict",
            "cast_dtype");

    private static final Set<String> VISION_SETTINGS =
            Set.of("image_size", "layers", "width", "head_width", "patch_size", "mlp_ratio", "patch_dropout");

    private static final Set<String> TEXT_SETTINGS = Set.of(
            "context_length",
            "vocab_size",
            "width",
            "heads",
            "layers",
            "mlp_ratio",
            "hf_tokenizer_name",
            "tokenizer_kwargs");

    private static final int DEFAULT_HEAD_WIDTH = 64;
    private static final int DEFAULT_IMAGE_WIDTH = 768;
    private static final int DEFAULT_TEXT_HEADS = 8;
    private static final double MLP_RATIO = 4;
    private static final int RESNET_REDUCTION = 32;

    private OpenClipConfig() {}

    /**
     * The settings of a file.
     *
     * @throws BadInputException if it is damaged or asks for what jclip lacks
     */
    static Settings read(Path file) {
        ForeignJson root = ForeignJson.read(file);
        ForeignJson model = root.object("model_cfg");
        if (model.has("multimodal_cfg")) {
            throw new BadInputException(Excerpt.line(file + ": CoCa is not supported yet"));
        }
        ForeignJson vision = model.object("vision_cfg");
        if (vision.has("timm_model_name")) {
            throw new BadInputException(Excerpt.line("%s: the image tower %s is not supported yet"
                    .formatted(file, Excerpt.quote(vision.text("timm_model_name", "")))));
        }
        ForeignJson text = model.object("text_cfg");
        model.requireNothingBut(MODEL_SETTINGS);
        vision.requireNothingBut(VISION_SETTINGS);
        text.requireNothingBut(TEXT_SETTINGS);
        requireMlpRatio(vision);
        requireMlpRatio(text);
        return new Settings(
                model.flag("quick_gelu") ? Activation.QUICK_GELU : Activation.GELU,
                ClipConfig.DEFAULT_LAYER_NORM_EPSILON,
                OptionalInt.of(imageHeads(vision)),
                OptionalInt.of(text.integer("heads").orElse(DEFAULT_TEXT_HEADS)),
                vision.integer("image_size"),
                preprocessing(root.object("preprocess_cfg")),
                List.of());
    }

    private static void requireMlpRatio(ForeignJson tower) {
        if (tower.number("mlp_ratio", MLP_RATIO) != MLP_RATIO) {
            throw tower.bad("mlp_ratio", "is not 4, which is not supported yet");
        }
    }

    /** A ResNet's {@code layers} is an array; its heads are those of the attention pool. */
    private static int imageHeads(ForeignJson vision) {
        int headWidth = vision.integer("head_width").orElse(DEFAULT_HEAD_WIDTH);
        int width = vision.integer("width").orElse(DEFAULT_IMAGE_WIDTH);
        boolean resNet = vision.node().path("layers").isArray();
        int heads = headWidth < 1 ? 0 : (resNet ? RESNET_REDUCTION * width : width) / headWidth;
        if (heads < 1 || width > Integer.MAX_VALUE / RESNET_REDUCTION) {
            throw vision.bad("width", "%d does not divide into heads of %d columns".formatted(width, headWidth));
        }
        return heads;
    }

    private static PreprocessingConfig preprocessing(ForeignJson config) {
        String mode = config.text("resize_mode", "shortest");
        if (!mode.equals("shortest")) {
            throw config.bad("resize_mode", "is %s; only shortest is supported".formatted(Excerpt.quote(mode)));
        }
        String interpolation = config.text("interpolation", "bicubic");
        if (!interpolation.equals("bicubic")) {
            throw config.bad(
                    "interpolation", "is %s; only bicubic is supported".formatted(Excerpt.quote(interpolation)));
        }
        return new PreprocessingConfig(
                config.numbers("mean", PreprocessingConfig.OPENAI.mean()),
                config.numbers("std", PreprocessingConfig.OPENAI.std()),
                Interpolation.BICUBIC);
    }
}

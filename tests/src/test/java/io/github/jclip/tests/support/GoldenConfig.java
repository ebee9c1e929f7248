// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.support;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig;
import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.tensor.op.Activation;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A model's configuration from the arguments of OpenAI's constructor, as the goldens record them. */
public final class GoldenConfig {
    private GoldenConfig() {}

    public static ClipConfig of(JsonNode constructor) {
        return new ClipConfig(
                constructor.get("embed_dim").asInt(),
                constructor.get("image_resolution").asInt(),
                vision(constructor),
                new TextConfig(
                        constructor.get("context_length").asInt(),
                        constructor.get("vocab_size").asInt(),
                        constructor.get("transformer_width").asInt(),
                        constructor.get("transformer_heads").asInt(),
                        constructor.get("transformer_layers").asInt()),
                Activation.QUICK_GELU,
                ClipConfig.DEFAULT_LAYER_NORM_EPSILON,
                PreprocessingConfig.OPENAI,
                Optional.empty());
    }

    private static VisionConfig vision(JsonNode constructor) {
        int width = constructor.get("vision_width").asInt();
        JsonNode layers = constructor.get("vision_layers");
        return layers.isArray()
                ? new ResNetConfig(
                        width, layers.valueStream().map(JsonNode::asInt).toList(), width * 32 / 64)
                : new VitConfig(
                        width,
                        layers.asInt(),
                        width / 64,
                        constructor.get("vision_patch_size").asInt());
    }
}

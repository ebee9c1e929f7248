// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.VisionConfig;
import io.github.jclip.clip.WeightShapes;
import io.github.jclip.clip.pretrain.Distribution.Constant;
import io.github.jclip.clip.pretrain.Distribution.Normal;
import io.github.jclip.clip.pretrain.Distribution.Uniform;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The weights that a training begins with, by the rules of {@code initialize_parameters} in openai/CLIP: normal with a
 * deviation of C<sup>−½</sup> for the projections of attention, (2C)<sup>−½</sup> for the first layer of an MLP, and
 * C<sup>−½</sup>·(2L)<sup>−½</sup> for what is added to the residual stream of L layers. OpenAI's code draws the blocks of a
 * ViT from PyTorch's defaults; here they follow the same rules as those of the text tower, and
 * all biases are 0. A temperature of 0.07 is the paper's.
 */
public final class InitialWeights {
    private static final double LOGIT_SCALE = StrictMath.log(1 / 0.07);
    private static final double TOKEN_DEVIATION = 0.02;
    private static final double TEXT_POSITION_DEVIATION = 0.01;

    private final ClipConfig config;

    private InitialWeights(ClipConfig config) {
        this.config = config;
    }

    /**
     * Every tensor of a model, F32.
     *
     * @param seed tells trainings apart; each tensor has a stream of its own, made of the seed and the tensor's name
     */
    public static Map<String, Tensor> of(ClipConfig config, long seed, Scope scope) {
        InitialWeights rules = new InitialWeights(config);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        WeightShapes.of(config).forEach((name, shape) -> {
            float[] elements = new float[Math.toIntExact(shape.elementCount())];
            rules.distribution(name, shape).fill(elements, streamOf(name, seed));
            Tensor tensor = scope.allocate(DType.F32, shape);
            MemorySegment.copy(elements, 0, tensor.segment(), ValueLayout.JAVA_FLOAT, 0, elements.length);
            tensors.put(name, tensor);
        });
        return tensors;
    }

    private static long streamOf(String name, long seed) {
        return new SplittableRandom(seed).nextLong() ^ new SplittableRandom(name.hashCode()).nextLong();
    }

    Distribution distribution(String name, Shape shape) {
        String parameter = name.substring(name.lastIndexOf('.') + 1);
        if (name.equals("logit_scale")) {
            return new Constant(LOGIT_SCALE);
        }
        if (shape.rank() == 1) {
            return ofVector(name, parameter, shape);
        }
        if (name.contains("resblocks")) {
            boolean image = name.startsWith("visual.");
            return ofBlock(name, image ? config.vision().width() : config.text().width(), layers(image));
        }
        return switch (name) {
            case "token_embedding.weight" -> new Normal(TOKEN_DEVIATION);
            case "positional_embedding" -> new Normal(TEXT_POSITION_DEVIATION);
            case "text_projection", "visual.proj" -> new Normal(inverseRoot(shape.dim(0)));
            case "visual.positional_embedding", "visual.attnpool.positional_embedding" ->
                new Normal(inverseRoot(shape.dim(1)));
            default -> ofLayer(name, shape);
        };
    }

    private static Distribution ofVector(String name, String parameter, Shape shape) {
        return switch (parameter) {
            case "class_embedding" -> new Normal(inverseRoot(shape.dim(0)));
            case "bias", "in_proj_bias", "running_mean" -> new Constant(0);
            // a bottleneck begins as its shortcut
            case "weight" -> new Constant(name.endsWith("bn3.weight") && name.contains("layer") ? 0 : 1);
            default -> new Constant(1);
        };
    }

    private static Distribution ofBlock(String name, int width, int layers) {
        if (name.endsWith("in_proj_weight")) {
            return new Normal(inverseRoot(width));
        }
        return new Normal(name.endsWith("c_fc.weight") ? inverseRoot(2.0 * width) : inverseRoot(2.0 * width * layers));
    }

    private static Distribution ofLayer(String name, Shape shape) {
        double fanIn = (double) shape.elementCount() / shape.dim(0);
        // PyTorch's default for convolutions: He's uniform with a = √5
        return name.contains("attnpool") ? new Normal(inverseRoot(fanIn)) : new Uniform(inverseRoot(fanIn));
    }

    private int layers(boolean image) {
        return image && config.vision() instanceof VisionConfig.VitConfig vit
                ? vit.layers()
                : config.text().layers();
    }

    private static double inverseRoot(double value) {
        return 1 / Math.sqrt(value);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.tensor.op.Activation;
import java.util.Optional;

/**
 * Everything about a CLIP model but its weights.
 *
 * @param embeddingDim E, size of an embedding
 * @param imageResolution R, height and width of the input in pixels
 * @param vision shape of the image tower
 * @param text shape of the text tower
 * @param activation in the MLPs of the transformers: {@link Activation#QUICK_GELU} or {@link Activation#GELU}
 * @param layerNormEpsilon added to the variance in every layer norm
 * @param preprocessing of images
 * @param provenance where the weights come from; empty if unknown
 */
public record ClipConfig(
        int embeddingDim,
        int imageResolution,
        VisionConfig vision,
        TextConfig text,
        Activation activation,
        double layerNormEpsilon,
        PreprocessingConfig preprocessing,
        Optional<Provenance> provenance) {
    /** OpenAI's, and PyTorch's default. */
    public static final double DEFAULT_LAYER_NORM_EPSILON = 1e-5;

    /** Sixteen times the largest released model's; keeps every product of sizes far from overflow. */
    private static final int MAX_SIZE = 1 << 16;

    private static final int MAX_VOCABULARY_SIZE = 1 << 24;
    private static final int STAGES = 4;
    private static final int RESNET_REDUCTION = 32;

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if one is out of range or does not fit another
     */
    public ClipConfig {
        requireSize("embedding dimension", embeddingDim, MAX_SIZE);
        requireSize("image resolution", imageResolution, MAX_SIZE);
        requireSize("image width", vision.width(), MAX_SIZE);
        requireSize("image heads", vision.heads(), MAX_SIZE);
        switch (vision) {
            case VitConfig vit -> {
                requireSize("image layers", vit.layers(), MAX_SIZE);
                requireSize("patch size", vit.patchSize(), imageResolution);
                requireMultiple("image resolution", imageResolution, "patch size", vit.patchSize());
                requireMultiple("image width", vit.width(), "image heads", vit.heads());
            }
            case ResNetConfig resNet -> {
                if (resNet.layers().size() != STAGES) {
                    throw new IllegalArgumentException("a ResNet has four stages, not " + resNet.layers());
                }
                resNet.layers().forEach(blocks -> requireSize("blocks of a stage", blocks, MAX_SIZE));
                requireMultiple("image width", resNet.width(), "2", 2);
                requireMultiple("image resolution", imageResolution, "32", RESNET_REDUCTION);
                requireMultiple(
                        "32 times image width", RESNET_REDUCTION * resNet.width(), "image heads", vision.heads());
            }
        }
        requireSize("context length", text.contextLength(), MAX_SIZE);
        requireSize("vocabulary size", text.vocabularySize(), MAX_VOCABULARY_SIZE);
        requireSize("text width", text.width(), MAX_SIZE);
        requireSize("text heads", text.heads(), MAX_SIZE);
        requireSize("text layers", text.layers(), MAX_SIZE);
        requireMultiple("text width", text.width(), "text heads", text.heads());
        if (activation != Activation.QUICK_GELU && activation != Activation.GELU) {
            throw new IllegalArgumentException("activation %s; CLIP has quick_gelu or gelu".formatted(activation));
        }
        if (!(layerNormEpsilon > 0 && layerNormEpsilon < 1)) {
            throw new IllegalArgumentException("layer norm epsilon " + layerNormEpsilon);
        }
    }

    private static void requireSize(String what, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("%s %d is not in 1…%d".formatted(what, value, most));
        }
    }

    private static void requireMultiple(String what, int value, String of, int divisor) {
        if (value % divisor != 0) {
            throw new IllegalArgumentException("%s %d is not a multiple of %s %d".formatted(what, value, of, divisor));
        }
    }

    /**
     * Positions on each axis of what the image tower attends to: patches of a ViT, the last feature map of a ResNet.
     */
    public int gridSize() {
        return switch (vision) {
            case VitConfig vit -> imageResolution / vit.patchSize();
            case ResNetConfig _ -> imageResolution / RESNET_REDUCTION;
        };
    }

    /** The same model with other provenance. */
    public ClipConfig withProvenance(Provenance newProvenance) {
        return new ClipConfig(
                embeddingDim,
                imageResolution,
                vision,
                text,
                activation,
                layerNormEpsilon,
                preprocessing,
                Optional.of(newProvenance));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import io.github.jclip.clip.image.Preprocessing;
import java.util.List;

/**
 * What turns an image into a tower's input: the shorter side is resized to the model's resolution, the centre cropped,
 * and each channel value v in 0…1 becomes (v − mean) / std.
 *
 * @param mean of red, green and blue
 * @param std of red, green and blue
 * @param interpolation of the resizing
 */
public record PreprocessingConfig(List<Double> mean, List<Double> std, Interpolation interpolation) {
    private static final int CHANNELS = 3;

    /** OpenAI's, computed over its own training images. */
    public static final PreprocessingConfig OPENAI = new PreprocessingConfig(
            List.of(0.48145466, 0.4578275, 0.40821073),
            List.of(0.26862954, 0.26130258, 0.27577711),
            Interpolation.BICUBIC);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if there are not three of each, or a deviation is not positive
     */
    public PreprocessingConfig {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.size() != CHANNELS || std.size() != CHANNELS) {
            throw new IllegalArgumentException("mean %s and std %s must have three numbers each".formatted(mean, std));
        }
        if (!mean.stream().allMatch(Double::isFinite) || !std.stream().allMatch(v -> v > 0 && Double.isFinite(v))) {
            throw new IllegalArgumentException("mean %s and std %s must be finite, std positive".formatted(mean, std));
        }
    }

    /** The pipeline at a resolution, in the order of OpenAI's CLIP. */
    public Preprocessing at(int resolution) {
        return new Preprocessing(resolution, floats(mean), floats(std), Preprocessing.Order.CLIP);
    }

    private static float[] floats(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }
}

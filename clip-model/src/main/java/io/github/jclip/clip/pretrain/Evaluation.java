// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import java.util.OptionalDouble;

/**
 * What a model in training knows of pairs it was not trained on.
 *
 * @param step steps done
 * @param zeroShot top-1 accuracy among the world's classes on compositions that no training picture has, in percent;
 *     empty for image files
 * @param retrieval among held-out pairs
 */
public record Evaluation(int step, OptionalDouble zeroShot, Retrieval retrieval) {
    static final String CSV_HEADER = "step,zero_shot_top1,image_to_text_r1,text_to_image_r1\n";

    String toCsv() {
        String accuracy = zeroShot.isPresent() ? Double.toString(zeroShot.getAsDouble()) : "";
        return "%d,%s,%s,%s\n".formatted(step, accuracy, retrieval.imageToText(), retrieval.textToImage());
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.evaluation;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How often the nearest one is the right one (recall at 1), where image i and text i of a gallery belong together.
 *
 * @param imageToText of the texts of its gallery for each image
 * @param textToImage of the images of its gallery for each text
 */
public record Retrieval(Proportion imageToText, Proportion textToImage) {

    /**
     * Over galleries.
     *
     * @param galleries similarities of each, [images][texts], as many of both; of equal ones none is the nearest
     */
    public static Retrieval of(List<double[][]> galleries) {
        int images = 0;
        int texts = 0;
        int total = 0;
        for (double[][] similarities : galleries) {
            int count = similarities.length;
            for (int i = 0; i < count; i++) {
                int own = i;
                images += isLargest(own, count, text -> similarities[own][text]) ? 1 : 0;
                texts += isLargest(own, count, image -> similarities[image][own]) ? 1 : 0;
            }
            total += count;
        }
        return new Retrieval(Proportion.of(images, total), Proportion.of(texts, total));
    }

    private static boolean isLargest(int own, int count, IntToDoubleFunction similarity) {
        return IntStream.range(0, count)
                .allMatch(i -> i == own || similarity.applyAsDouble(i) < similarity.applyAsDouble(own));
    }
}

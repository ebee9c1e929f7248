// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.ZeroShotClassifier;
import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * How often the right one of a set comes first, in percent (R@1). Captions that read the same are equally right.
 *
 * @param imageToText of the captions, for an image
 * @param textToImage of the images, for a caption
 */
public record Retrieval(double imageToText, double textToImage) {
    private static final int ROWS = 64;

    /**
     * Scores the pairs of a set.
     *
     * @param images [N, E], normalised or not
     * @param texts [N, E], normalised or not
     * @param captions the N texts
     */
    public static Retrieval of(Tensor images, Tensor texts, List<String> captions) {
        int count = captions.size();
        ZeroShotClassifier scorer = new ZeroShotClassifier(texts, 1);
        int rightTexts = 0;
        int[] bestImage = new int[count];
        double[] bestScore = new double[count];
        for (int from = 0; from < count; from += ROWS) {
            double[][] scores = scorer.logits(images.slice(0, from, Math.min(count, from + ROWS)));
            for (int row = 0; row < scores.length; row++) {
                int image = from + row;
                rightTexts += captions.get(best(scores[row])).equals(captions.get(image)) ? 1 : 0;
                for (int text = 0; text < count; text++) {
                    if (image == 0 || scores[row][text] > bestScore[text]) {
                        bestScore[text] = scores[row][text];
                        bestImage[text] = image;
                    }
                }
            }
        }
        int rightImages = 0;
        for (int text = 0; text < count; text++) {
            rightImages += captions.get(bestImage[text]).equals(captions.get(text)) ? 1 : 0;
        }
        return new Retrieval(100.0 * rightTexts / count, 100.0 * rightImages / count);
    }

    /** The position of the largest value, the first of several. */
    static int best(double[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.tensor.Scope;
import java.util.SplittableRandom;

/**
 * The text tower of an OpenAI model with formula weights, on prompts of the kind "a photo of a …." whose class names have
 * one to five tokens. jclip computes a text up to its end; what computes all positions of the context computes many more.
 *
 * @param architecture by its {@link KnownArchitecture} name
 * @param prompts how many
 */
public record TextTowerCase(String architecture, int prompts) implements BenchCase {
    private static final int START = 49406;
    private static final int END = 49407;
    private static final int FULL_STOP = 269;
    private static final int[] A_PHOTO_OF_A = {320, 1125, 539, 320};

    /** Ids from here to the end of the vocabulary are whole words. */
    private static final int FIRST_WORD = 600;

    private static final int MOST_WORDS = 5;

    @Override
    public Group group() {
        return Group.MODEL;
    }

    @Override
    public String name() {
        return architecture + " text";
    }

    @Override
    public String size() {
        return prompts + " prompts";
    }

    @Override
    public TextTowerTrial prepare(Scope scope) {
        var config = KnownArchitecture.named(architecture).orElseThrow().config();
        var weights = FormulaWeights.of(config, "", name -> !name.startsWith("visual."), scope);
        return new TextTowerTrial(this, config, weights, tokens(config.text().contextLength()));
    }

    int[][] tokens(int contextLength) {
        SplittableRandom random = new SplittableRandom(1);
        int[][] tokens = new int[prompts][];
        for (int i = 0; i < prompts; i++) {
            tokens[i] = prompt(random, contextLength);
        }
        return tokens;
    }

    private static int[] prompt(SplittableRandom random, int contextLength) {
        int[] ids = new int[contextLength];
        int length = 0;
        ids[length++] = START;
        for (int id : A_PHOTO_OF_A) {
            ids[length++] = id;
        }
        int words = random.nextInt(1, MOST_WORDS + 1);
        for (int i = 0; i < words; i++) {
            ids[length++] = random.nextInt(FIRST_WORD, START);
        }
        ids[length++] = FULL_STOP;
        ids[length] = END;
        return ids;
    }
}

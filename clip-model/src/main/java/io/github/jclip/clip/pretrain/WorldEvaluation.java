// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.ZeroShotClassifier;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.clip.world.Domain;
import io.github.jclip.clip.world.Kind;
import io.github.jclip.clip.world.Picture;
import io.github.jclip.clip.world.World;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Measures a model on freshly drawn pictures of the world that no training has shown.
 *
 * @param seed of the world
 * @param side of the pictures in pixels
 */
public record WorldEvaluation(long seed, int side) {
    static final int SET = 100;
    private static final int IMAGES_AT_ONCE = 64;

    /**
     * The top-1 accuracy of zero-shot classification among all classes of a domain, with {@link World#templates()}, in
     * percent.
     *
     * @param perClass pictures of each class
     */
    public double zeroShot(Clip clip, Domain domain, int perClass) {
        World world = new World(seed, side);
        List<Kind> kinds = World.classes(domain);
        ZeroShotClassifier classifier =
                clip.zeroShot(kinds.stream().map(Kind::name).toList(), World.templates());
        int count = kinds.size() * perClass;
        int right = 0;
        for (int from = 0; from < count; from += IMAGES_AT_ONCE) {
            int first = from;
            try (Scope scope = Scope.ofHost()) {
                List<Picture> pictures = draw(
                        Math.min(IMAGES_AT_ONCE, count - first),
                        i -> world.pictureOf(kinds.get((first + i) / perClass), domain, (first + i) % perClass));
                double[][] scores = classifier.logits(embed(clip, pictures, scope));
                for (int i = 0; i < scores.length; i++) {
                    right += Retrieval.best(scores[i]) == (from + i) / perClass ? 1 : 0;
                }
            }
        }
        return 100.0 * right / count;
    }

    /**
     * Retrieval among 100 held-out pictures with the captions that tell all of them; the mean of some such sets. Captions
     * longer than the context are cut.
     */
    public Retrieval retrieval(Clip clip, int sets) {
        World world = new World(seed, side);
        double imageToText = 0;
        double textToImage = 0;
        for (int set = 0; set < sets; set++) {
            long first = (long) set * SET;
            try (Scope scope = Scope.ofHost()) {
                List<Picture> pictures = draw(SET, i -> world.heldOutPicture(first + i));
                List<String> captions = pictures.stream().map(Picture::caption).toList();
                Retrieval found =
                        Retrieval.of(embed(clip, pictures, scope), embedTexts(clip, captions, scope), captions);
                imageToText += found.imageToText();
                textToImage += found.textToImage();
            }
        }
        return new Retrieval(imageToText / sets, textToImage / sets);
    }

    static Tensor embedTexts(Clip clip, List<String> captions, Scope scope) {
        int[][] tokens =
                clip.tokenizer().tokenize(captions, clip.config().text().contextLength(), true);
        Tensor embeddings =
                scope.allocate(DType.F32, tokens.length, clip.config().embeddingDim());
        clip.textEncoder().encode(tokens, embeddings);
        return embeddings;
    }

    private static List<Picture> draw(int count, IntFunction<Picture> pictures) {
        return IntStream.range(0, count).parallel().mapToObj(pictures).toList();
    }

    private static Tensor embed(Clip clip, List<Picture> pictures, Scope scope) {
        Preprocessing preprocessing = clip.preprocessing();
        int side = preprocessing.size();
        Tensor batch = scope.allocate(DType.F32, pictures.size(), 3, side, side);
        for (int i = 0; i < pictures.size(); i++) {
            WorldPairs.apply(preprocessing, pictures.get(i).image(), batch.select(0, i));
        }
        return clip.encodeImages(batch, scope);
    }
}

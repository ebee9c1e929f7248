// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * The world: any number of pictures, each determined by the world's seed and its index alone, so that they can be drawn in
 * any order and by any thread. Safe for use by several threads.
 *
 * <p>One composition of colour, texture and kind in eight is left out of the training pictures and kept for the evaluation;
 * which ones does not depend on the seed.
 */
public final class World {
    private final long seed;
    private final SceneRenderer renderer;

    /**
     * A world.
     *
     * @param seed tells worlds apart
     * @param side width and height of its pictures, in pixels
     */
    public World(long seed, int side) {
        if (side < 8) {
            throw new IllegalArgumentException("pictures of " + side + " pixels show nothing");
        }
        this.seed = seed;
        renderer = new SceneRenderer(side);
    }

    /** What to write around a class name, for zero-shot classification in this world. */
    public static List<String> templates() {
        return List.of("a picture of a {}.", "a photo of a {}", "this is a {}", "a {}");
    }

    /** The kinds of a domain's classes. */
    public static List<Kind> classes(Domain domain) {
        return domain == Domain.NEW_THINGS ? Kinds.unseen() : Kinds.known();
    }

    /** A picture to train on, with one of many captions for it. */
    public Picture trainingPicture(long index) {
        SplittableRandom random = random(index);
        Scene scene = new SceneSampler(random).any(Composition::isForTraining);
        return picture(scene, new CaptionWriter(random).some(scene));
    }

    /** A picture of any subject whose compositions no training picture has, with the caption that tells all of it. */
    public Picture heldOutPicture(long index) {
        Scene scene = new SceneSampler(random(index)).any(Composition::isHeldOut);
        return picture(scene, CaptionWriter.full(scene));
    }

    /**
     * A picture of one thing. In the domain of pictures its composition is one that no training picture has.
     *
     * @param kind one of the {@linkplain #classes classes} of the domain
     */
    public Picture pictureOf(Kind kind, Domain domain, long index) {
        Scene scene = new SceneSampler(random(index + ((long) kind.name().hashCode() << 32)))
                .ofKind(kind, domain, allowedIn(domain));
        return picture(scene, CaptionWriter.full(scene));
    }

    private static Predicate<Composition> allowedIn(Domain domain) {
        return switch (domain) {
            case PICTURES -> Composition::isHeldOut;
            case NEW_TEXTURES -> composition -> !composition.texture().isKnown();
            case LINE_DRAWINGS, NEGATIVES, BLURRED, NEW_THINGS ->
                composition -> composition.texture().isKnown();
        };
    }

    private Picture picture(Scene scene, String caption) {
        return new Picture(renderer.render(scene), caption, scene.subject());
    }

    // seeds and indices are usually small: the first random number of each seed spreads them
    private SplittableRandom random(long index) {
        return new SplittableRandom(new SplittableRandom(seed).nextLong() + index);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import java.util.random.RandomGenerator;

/** Puts scenes into English. */
final class CaptionWriter {
    private final RandomGenerator random;
    private final boolean isBare;

    CaptionWriter(RandomGenerator random) {
        this.random = random;
        isBare = random.nextInt(3) > 0;
    }

    /**
     * One of many captions of a scene. One in three tells some of what there is to see, the others only what things there
     * are: colours and places are seen so much sooner that little else would be learnt from captions full of them.
     */
    String some(Scene scene) {
        String opening = opening(scene.subject());
        String place = isBare || scene.place().phrase().isEmpty() || random.nextBoolean()
                ? ""
                : " " + scene.place().phrase();
        return opening + subject(scene.subject()) + place + (random.nextBoolean() ? "." : "");
    }

    /** The caption that tells all. */
    static String full(Scene scene) {
        String place = scene.place().phrase();
        String subject = switch (scene.subject()) {
            case Subject.Single(Composition composition, Size size) ->
                Words.withArticle(
                        phrase(sized(size), composition, composition.kind().name()));
            case Subject.Several(Composition composition, int count) ->
                Words.number(count)
                        + ' '
                        + phrase("", composition, composition.kind().plural());
            case Subject.Pair(Composition first, Relation relation, Composition second) ->
                Words.withArticle(phrase("", first, first.kind().name()))
                        + ' '
                        + relation.phrase()
                        + ' '
                        + Words.withArticle(phrase("", second, second.kind().name()));
        };
        return "a picture of " + subject + (place.isEmpty() ? "" : " " + place);
    }

    private String opening(Subject subject) {
        boolean plural = subject instanceof Subject.Several;
        return switch (random.nextInt(9)) {
            case 0 -> "a picture of ";
            case 1 -> "a photo of ";
            case 2 -> "an image of ";
            case 3 -> "here we see ";
            case 4 -> "look at ";
            case 5 -> plural ? "there are " : "there is ";
            case 6 -> plural ? "these are " : "this is ";
            default -> "";
        };
    }

    private String subject(Subject subject) {
        return switch (subject) {
            case Subject.Single(Composition composition, Size size) ->
                Words.withArticle(somePhrase(
                        random.nextInt(3) == 0 ? sized(size) : "",
                        composition,
                        composition.kind().name()));
            case Subject.Several(Composition composition, int count) ->
                Words.number(count)
                        + ' '
                        + somePhrase("", composition, composition.kind().plural());
            case Subject.Pair pair -> pair(pair);
        };
    }

    private String pair(Subject.Pair pair) {
        boolean exchanged = random.nextBoolean();
        Relation relation = exchanged ? pair.relation().inverse() : pair.relation();
        String between = random.nextInt(3) == 0 ? "and" : relation.phrase();
        String first = some(exchanged ? pair.second() : pair.first());
        return first + ' ' + between + ' ' + some(exchanged ? pair.first() : pair.second());
    }

    private String some(Composition composition) {
        return Words.withArticle(somePhrase("", composition, composition.kind().name()));
    }

    private String somePhrase(String before, Composition composition, String noun) {
        if (isBare) {
            return noun;
        }
        String colour = random.nextInt(4) == 0 ? "" : composition.colour().word() + ' ';
        String texture = random.nextInt(3) == 0 ? "" : textured(composition.texture());
        return before + texture + colour + noun;
    }

    private static String phrase(String before, Composition composition, String noun) {
        return before + textured(composition.texture()) + composition.colour().word() + ' ' + noun;
    }

    private static String textured(Texture texture) {
        return texture == Texture.PLAIN ? "" : texture.word() + ' ';
    }

    private static String sized(Size size) {
        return size == Size.MEDIUM ? "" : size.word() + ' ';
    }
}

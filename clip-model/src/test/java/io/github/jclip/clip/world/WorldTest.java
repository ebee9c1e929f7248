// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorldTest {
    private static final int SIDE = 32;

    private final World world = new World(7, SIDE);

    @Test
    void aPictureDependsOnSeedAndIndexAlone() {
        List<int[]> inOrder = IntStream.range(0, 40)
                .mapToObj(i -> pixels(world.trainingPicture(i)))
                .toList();
        World again = new World(7, SIDE);
        List<int[]> inParallel = IntStream.range(0, 40)
                .parallel()
                .mapToObj(i -> pixels(again.trainingPicture(i)))
                .toList();
        for (int i = 0; i < inOrder.size(); i++) {
            assertArrayEquals(inOrder.get(i), inParallel.get(i), "picture " + i);
        }
        assertEquals(
                world.trainingPicture(3).caption(), again.trainingPicture(3).caption());
        assertFalse(Arrays.equals(inOrder.get(0), pixels(new World(8, SIDE).trainingPicture(0))));
    }

    @Test
    void trainingShowsEveryKindAndNothingThatIsKeptForTheEvaluation() {
        Set<String> shown = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            compositions(new World(1, 8).trainingPicture(i).subject()).forEach(composition -> {
                assertTrue(composition.isForTraining(), composition::toString);
                shown.add(composition.kind().name());
            });
        }
        assertEquals(Kinds.known().size(), shown.size());
        assertTrue(Kinds.unseen().stream().noneMatch(kind -> shown.contains(kind.name())));
    }

    @Test
    void everyKindHasCompositionsOnBothSides() {
        for (Kind kind : Kinds.known()) {
            List<Composition> all = Arrays.stream(Colour.values())
                    .flatMap(colour -> Arrays.stream(Texture.values())
                            .filter(Texture::isKnown)
                            .map(texture -> new Composition(kind, colour, texture)))
                    .toList();
            assertTrue(all.stream().filter(Composition::isHeldOut).count() >= 1, kind.name());
            assertTrue(all.stream().filter(Composition::isForTraining).count() >= all.size() / 2, kind.name());
        }
    }

    @Test
    void captionsAreEnglish() {
        for (int i = 0; i < 500; i++) {
            for (String caption : List.of(
                    world.trainingPicture(i).caption(), world.heldOutPicture(i).caption())) {
                assertTrue(caption.matches("[a-z]+( [a-z]+)*\\.?"), caption);
                assertFalse((" " + caption).matches(".* a [aeiou].*|.* an [^aeiou].*"), caption);
                assertFalse(caption.matches(".*\\b(is|a|an) (two|three|four)\\b.*"), caption);
            }
        }
    }

    @Test
    void thingsLieAsTheirRelationSays() {
        SceneSampler sampler = new SceneSampler(new SplittableRandom(5));
        for (int i = 0; i < 300; i++) {
            Scene scene = sampler.any(Composition::isForTraining);
            if (scene.subject() instanceof Subject.Pair pair) {
                Thing first = scene.things().getFirst();
                Thing second = scene.things().getLast();
                assertTrue(
                        switch (pair.relation()) {
                            case LEFT -> first.x() < second.x() - 0.3;
                            case RIGHT -> first.x() > second.x() + 0.3;
                            case ABOVE -> first.y() < second.y() - 0.3;
                            case BELOW -> first.y() > second.y() + 0.3;
                        },
                        scene::toString);
            } else if (scene.subject() instanceof Subject.Several several) {
                assertEquals(several.count(), scene.things().size());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Domain.class)
    void aDomainShowsItsClassesInManyWays(Domain domain) {
        for (Kind kind : World.classes(domain)) {
            Picture picture = world.pictureOf(kind, domain, 1);
            Composition composition =
                    compositions(picture.subject()).findFirst().orElseThrow();
            assertEquals(kind, composition.kind());
            assertEquals(domain == Domain.NEW_TEXTURES, !composition.texture().isKnown());
            assertEquals(domain == Domain.PICTURES, domain == Domain.PICTURES && composition.isHeldOut());
            assertNotEquals(
                    Arrays.hashCode(pixels(picture)), Arrays.hashCode(pixels(world.pictureOf(kind, domain, 2))));
        }
    }

    @Test
    void lineDrawingsHaveNoColour() {
        for (int i = 0; i < 20; i++) {
            BufferedImage image = world.pictureOf(Kinds.known().get(i), Domain.LINE_DRAWINGS, i)
                    .image();
            for (int rgb : image.getRGB(0, 0, SIDE, SIDE, null, 0, SIDE)) {
                int red = (rgb >> 16) & 255;
                int blue = rgb & 255;
                assertTrue(Math.abs(red - blue) <= 34, "beyond the noise: " + Integer.toHexString(rgb));
            }
        }
    }

    @Test
    void drawingsStayInTheirBoxes() {
        Stream.concat(Kinds.known().stream(), Kinds.unseen().stream()).forEach(kind -> {
            for (Kind.Part part : kind.parts()) {
                Rectangle2D bounds = part.outline().getBounds2D();
                assertTrue(new Rectangle2D.Double(-52, -52, 104, 104).contains(bounds), kind.name() + ' ' + bounds);
            }
            assertTrue(kind.parts().stream().anyMatch(Kind::isBody), kind.name());
        });
    }

    private static Stream<Composition> compositions(Subject subject) {
        return switch (subject) {
            case Subject.Single single -> Stream.of(single.composition());
            case Subject.Several several -> Stream.of(several.composition());
            case Subject.Pair pair -> Stream.of(pair.first(), pair.second());
        };
    }

    private static int[] pixels(Picture picture) {
        return picture.image().getRGB(0, 0, SIDE, SIDE, null, 0, SIDE);
    }
}

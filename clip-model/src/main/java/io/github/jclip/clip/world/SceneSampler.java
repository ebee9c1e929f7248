// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Draws scenes at random. */
final class SceneSampler {
    /** A colour is told from its ground when a component differs by this much. */
    private static final double CONTRAST = 0.3;

    private static final double LARGEST_ROTATION = 0.3;

    private final RandomGenerator random;

    SceneSampler(RandomGenerator random) {
        this.random = random;
    }

    /** A scene of any subject: three in five show one thing, one in five several of a kind, one in five two things. */
    Scene any(Predicate<Composition> allowed) {
        return switch (random.nextInt(5)) {
            case 0 -> several(composition(Kinds.known(), allowed), 2 + random.nextInt(3));
            case 1 ->
                pair(
                        composition(Kinds.known(), allowed),
                        oneOf(Relation.values()),
                        composition(Kinds.known(), allowed));
            default -> single(composition(Kinds.known(), allowed), Domain.PICTURES);
        };
    }

    /** A scene of one thing of a kind. */
    Scene ofKind(Kind kind, Domain domain, Predicate<Composition> allowed) {
        return single(composition(List.of(kind), allowed), domain);
    }

    private Composition composition(List<Kind> kinds, Predicate<Composition> allowed) {
        while (true) {
            Composition composition = new Composition(oneOf(kinds), oneOf(Colour.values()), oneOf(Texture.values()));
            if (allowed.test(composition)) {
                return composition;
            }
        }
    }

    private Scene single(Composition composition, Domain domain) {
        Size size = oneOf(Size.values());
        double side = size.share(random.nextDouble());
        double room = 1 - side;
        double x = side / 2 + room * random.nextDouble();
        double y = side / 2 + room * random.nextDouble();
        Rgb shade = shade(composition);
        return scene(new Subject.Single(composition, size), domain, List.of(thing(composition, shade, x, y, side)));
    }

    private Scene several(Composition composition, int count) {
        List<double[]> corners = new ArrayList<>(
                List.of(new double[] {0.27, 0.27}, new double[] {0.73, 0.27}, new double[] {0.27, 0.73}, new double[] {
                    0.73, 0.73
                }));
        for (int i = 0; i < count; i++) {
            Collections.swap(corners, i, i + random.nextInt(corners.size() - i));
        }
        double side = 0.32 + 0.1 * random.nextDouble();
        Rgb shade = shade(composition);
        List<Thing> things = new ArrayList<>();
        for (double[] corner : corners.subList(0, count)) {
            things.add(thing(composition, shade, jittered(corner[0]), jittered(corner[1]), side));
        }
        return scene(new Subject.Several(composition, count), Domain.PICTURES, things);
    }

    private Scene pair(Composition first, Relation relation, Composition second) {
        double forward = relation == Relation.LEFT || relation == Relation.ABOVE ? 0.27 : 0.73;
        double across = 0.35 + 0.3 * random.nextDouble();
        boolean horizontal = relation == Relation.LEFT || relation == Relation.RIGHT;
        return scene(
                new Subject.Pair(first, relation, second),
                Domain.PICTURES,
                List.of(
                        half(first, horizontal ? forward : across, horizontal ? across : forward),
                        half(second, horizontal ? 1 - forward : across, horizontal ? across : 1 - forward)));
    }

    private Thing half(Composition composition, double x, double y) {
        double side = 0.36 + 0.1 * random.nextDouble();
        return thing(composition, shade(composition), jittered(x), jittered(y), side);
    }

    private Thing thing(Composition composition, Rgb shade, double x, double y, double side) {
        double rotation = LARGEST_ROTATION * (2 * random.nextDouble() - 1);
        return new Thing(composition, shade, x, y, side, rotation, random.nextBoolean());
    }

    private Scene scene(Subject subject, Domain domain, List<Thing> things) {
        Place place;
        Rgb ground;
        do {
            place = oneOf(Place.values());
            ground = place == Place.STUDIO
                    ? new Rgb(random.nextDouble(), random.nextDouble(), random.nextDouble())
                    : place.colour().varied(0.06, random);
        } while (!standsOut(things, ground));
        return new Scene(subject, place, ground, things, light(), domain, random.nextLong());
    }

    private static boolean standsOut(List<Thing> things, Rgb ground) {
        return things.stream().allMatch(thing -> thing.shade().distance(ground) >= CONTRAST);
    }

    private Light light() {
        return new Light(0.75 + 0.4 * random.nextDouble(), slope(), slope(), 14 * random.nextDouble());
    }

    private double slope() {
        return 0.3 * (2 * random.nextDouble() - 1);
    }

    private Rgb shade(Composition composition) {
        return composition.colour().rgb().varied(0.07, random);
    }

    private double jittered(double position) {
        return position + 0.05 * (2 * random.nextDouble() - 1);
    }

    private <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private <T> T oneOf(T[] values) {
        return values[random.nextInt(values.length)];
    }
}

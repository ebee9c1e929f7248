// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.random.RandomGenerator;

/** Where a scene is: its background, drawn over the unit square, and the words for it. */
public enum Place {
    /** One colour, of which captions say nothing. */
    STUDIO("", 0xB9B4AA) {
        @Override
        void draw(Graphics2D graphics, Rgb colour, RandomGenerator random) {
            fill(graphics, colour.toned(0.5 - random.nextDouble()), 0, 1);
        }
    },
    /** Green ground under a pale sky. */
    MEADOW("in the grass", 0x6CAF4A) {
        @Override
        void draw(Graphics2D graphics, Rgb colour, RandomGenerator random) {
            double horizon = 0.2 + 0.25 * random.nextDouble();
            fill(graphics, Rgb.of(0xCFE6F5), 0, horizon);
            fill(graphics, colour, horizon, 1);
            graphics.setColor(colour.toned(-0.35).awt());
            graphics.setStroke(new BasicStroke(0.012f));
            for (int i = 0; i < 40; i++) {
                double x = random.nextDouble();
                double y = horizon + (1 - horizon) * random.nextDouble();
                graphics.draw(new Line2D.Double(x, y, x + 0.02, y - 0.06));
            }
        }
    },
    /** Yellow sand with grains. */
    BEACH("on the sand", 0xE3CB8F) {
        @Override
        void draw(Graphics2D graphics, Rgb colour, RandomGenerator random) {
            fill(graphics, colour, 0, 1);
            graphics.setColor(colour.toned(-0.25).awt());
            for (int i = 0; i < 90; i++) {
                graphics.fill(new Ellipse2D.Double(random.nextDouble(), random.nextDouble(), 0.018, 0.012));
            }
        }
    },
    /** Blue water with waves. */
    SEA("in the water", 0x4FA3D1) {
        @Override
        void draw(Graphics2D graphics, Rgb colour, RandomGenerator random) {
            fill(graphics, colour, 0, 1);
            graphics.setColor(colour.toned(0.4).awt());
            graphics.setStroke(new BasicStroke(0.014f));
            for (int i = 0; i < 22; i++) {
                double x = random.nextDouble();
                double y = random.nextDouble();
                graphics.draw(new Line2D.Double(x, y, x + 0.08 + 0.1 * random.nextDouble(), y));
            }
        }
    },
    /** A dark sky with stars. */
    NIGHT("at night", 0x141B3C) {
        @Override
        void draw(Graphics2D graphics, Rgb colour, RandomGenerator random) {
            fill(graphics, colour, 0, 1);
            graphics.setColor(Color.WHITE);
            for (int i = 0; i < 30; i++) {
                double size = 0.006 + 0.012 * random.nextDouble();
                graphics.fill(new Ellipse2D.Double(random.nextDouble(), random.nextDouble(), size, size));
            }
        }
    },
    /** Red bricks. */
    WALL("in front of a brick wall", 0xA9543B) {
        @Override
        void draw(Graphics2D graphics, Rgb colour, RandomGenerator random) {
            fill(graphics, colour.towards(Rgb.of(0xD8CFC4), 0.7), 0, 1);
            double height = 0.1 + 0.05 * random.nextDouble();
            for (int row = 0; row * height < 1; row++) {
                for (double x = row % 2 == 0 ? -0.13 : 0; x < 1; x += 0.27) {
                    graphics.setColor(colour.varied(0.06, random).awt());
                    graphics.fill(new Rectangle2D.Double(x, row * height, 0.25, height - 0.02));
                }
            }
        }
    },
    /** White ground under falling flakes. */
    SNOW("in the snow", 0xE6ECF2) {
        @Override
        void draw(Graphics2D graphics, Rgb colour, RandomGenerator random) {
            double horizon = 0.3 + 0.3 * random.nextDouble();
            fill(graphics, Rgb.of(0xB4C2D3), 0, horizon);
            fill(graphics, colour, horizon, 1);
            graphics.setColor(Color.WHITE);
            for (int i = 0; i < 45; i++) {
                double size = 0.015 + 0.02 * random.nextDouble();
                graphics.fill(new Ellipse2D.Double(random.nextDouble(), random.nextDouble(), size, size));
            }
        }
    },
    /** Brown boards. */
    FLOOR("on a wooden floor", 0xB98552) {
        @Override
        void draw(Graphics2D graphics, Rgb colour, RandomGenerator random) {
            double width = 0.14 + 0.08 * random.nextDouble();
            for (double x = -width * random.nextDouble(); x < 1; x += width) {
                graphics.setColor(colour.varied(0.05, random).awt());
                graphics.fill(new Rectangle2D.Double(x, 0, width, 1));
                graphics.setColor(colour.toned(-0.4).awt());
                graphics.fill(new Rectangle2D.Double(x, 0, 0.012, 1));
            }
        }
    },
    /** A sky from blue to white. */
    SKY("in the sky", 0x7DB9EC) {
        @Override
        void draw(Graphics2D graphics, Rgb colour, RandomGenerator random) {
            graphics.setPaint(
                    new GradientPaint(0, 0, colour.awt(), 0, 1, Rgb.of(0xEAF4FC).awt()));
            graphics.fill(new Rectangle2D.Double(0, 0, 1, 1));
        }
    };

    private final String phrase;
    private final int colour;

    Place(String phrase, int colour) {
        this.phrase = phrase;
        this.colour = colour;
    }

    /** The words for it behind a noun, empty where there is nothing to say. */
    public String phrase() {
        return phrase;
    }

    /** The colour of most of it. */
    Rgb colour() {
        return Rgb.of(colour);
    }

    /** Draws it over the unit square. */
    abstract void draw(Graphics2D graphics, Rgb colour, RandomGenerator random);

    private static void fill(Graphics2D graphics, Rgb colour, double top, double bottom) {
        graphics.setColor(colour.awt());
        graphics.fill(new Rectangle2D.Double(0, top, 1, bottom - top));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/** Draws scenes. */
final class SceneRenderer {
    private static final Rgb INK = Rgb.of(0x202024);
    private static final float EDGE = 2;
    private static final float INK_LINE = 3.5f;

    private final int side;

    /** @param side width and height of the pictures, in pixels */
    SceneRenderer(int side) {
        this.side = side;
    }

    BufferedImage render(Scene scene) {
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        SplittableRandom details = new SplittableRandom(scene.detailSeed());
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.scale(side, side);
            if (scene.domain() == Domain.LINE_DRAWINGS) {
                drawOnPaper(scene, graphics);
            } else {
                paint(scene, graphics, details);
            }
        } finally {
            graphics.dispose();
        }
        develop(scene, image, details);
        return image;
    }

    private static void drawOnPaper(Scene scene, Graphics2D graphics) {
        graphics.setColor(Rgb.WHITE.awt());
        graphics.fill(new Rectangle2D.Double(0, 0, 1, 1));
        for (Thing thing : scene.things()) {
            Graphics2D own = inBoxOf(thing, graphics);
            own.setStroke(new BasicStroke(INK_LINE, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            for (Kind.Part part : thing.composition().kind().parts()) {
                own.setColor(Rgb.WHITE.awt());
                own.fill(part.outline());
                own.setColor(INK.awt());
                own.draw(part.outline());
            }
            own.dispose();
        }
    }

    private static void paint(Scene scene, Graphics2D graphics, SplittableRandom details) {
        scene.place().draw(graphics, scene.ground(), details);
        for (Thing thing : scene.things()) {
            Graphics2D own = inBoxOf(thing, graphics);
            for (Kind.Part part : thing.composition().kind().parts()) {
                paint(part, thing, own);
            }
            own.dispose();
        }
    }

    private static void paint(Kind.Part part, Thing thing, Graphics2D graphics) {
        Rgb shade = thing.shade();
        boolean dark = shade.luminance() < 0.25;
        graphics.setColor(shade.toned(part.tone()).awt());
        graphics.fill(part.outline());
        if (Kind.isBody(part)) {
            Shape everywhere = graphics.getClip();
            graphics.clip(part.outline());
            graphics.setColor(shade.toned(shade.luminance() < 0.5 ? 0.55 : -0.5).awt());
            thing.composition().texture().draw(graphics);
            graphics.setClip(everywhere);
        }
        graphics.setColor(shade.toned(dark ? 0.4 : -0.65).awt());
        graphics.setStroke(new BasicStroke(EDGE));
        graphics.draw(part.outline());
    }

    // the box from −50 to 50 of the thing's kind, laid over its place in the picture
    private static Graphics2D inBoxOf(Thing thing, Graphics2D graphics) {
        Graphics2D own = (Graphics2D) graphics.create();
        own.translate(thing.x(), thing.y());
        own.rotate(thing.rotation());
        own.scale((thing.mirrored() ? -1 : 1) * thing.side() / 100, thing.side() / 100);
        return own;
    }

    private void develop(Scene scene, BufferedImage image, SplittableRandom details) {
        Pixels pixels = Pixels.of(image);
        if (scene.domain() == Domain.BLURRED) {
            pixels.blur(Math.max(1, side / 24));
        }
        pixels.expose(scene.light(), details);
        if (scene.domain() == Domain.NEGATIVES) {
            pixels.reverse();
        }
        pixels.writeTo(image);
    }
}

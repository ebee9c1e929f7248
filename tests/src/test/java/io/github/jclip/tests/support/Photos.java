// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.support;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures drawn by the test, of several sizes, formats and colour models. */
public final class Photos {
    private static final int SHAPES = 12;

    private Photos() {}

    /** Draws four pictures into a folder. */
    public static List<Path> draw(Path folder) throws IOException {
        return List.of(
                draw(folder.resolve("landscape.jpg"), 320, 240, BufferedImage.TYPE_INT_RGB),
                draw(folder.resolve("portrait.png"), 201, 333, BufferedImage.TYPE_INT_RGB),
                draw(folder.resolve("grey.png"), 224, 224, BufferedImage.TYPE_BYTE_GRAY),
                draw(folder.resolve("small.bmp"), 57, 40, BufferedImage.TYPE_3BYTE_BGR));
    }

    /** Draws one picture, the same for the same name. */
    public static Path draw(Path file, int width, int height, int type) throws IOException {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D graphics = image.createGraphics();
        try {
            String name = file.getFileName().toString();
            Random random = new Random(name.hashCode());
            graphics.setPaint(new GradientPaint(0, 0, colour(random), width, height, colour(random)));
            graphics.fillRect(0, 0, width, height);
            for (int i = 0; i < SHAPES; i++) {
                graphics.setColor(colour(random));
                graphics.fill(new Ellipse2D.Double(
                        random.nextInt(width),
                        random.nextInt(height),
                        1 + random.nextInt(width / 2),
                        1 + random.nextInt(height / 2)));
            }
            ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile());
            return file;
        } finally {
            graphics.dispose();
        }
    }

    private static Color colour(Random random) {
        return new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256));
    }
}

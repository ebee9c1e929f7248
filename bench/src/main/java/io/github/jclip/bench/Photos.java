// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Pictures with what photos have: a sky that changes slowly, things with edges and stripes before it, and the noise of
 * a sensor. The same ones each time, as JPEG with chroma of half the resolution.
 */
final class Photos {
    static final int WIDTH = 500;
    static final int HEIGHT = 375;

    private static final float QUALITY = 0.9f;
    private static final int THINGS = 14;
    private static final double NOISE = 5;

    /** A disc with stripes. */
    private record Disc(double x, double y, double radius, List<Double> colour, double slant, double width) {
        static Disc of(SplittableRandom random) {
            return new Disc(
                    random.nextDouble(WIDTH),
                    random.nextDouble(HEIGHT),
                    random.nextDouble(15, 90),
                    Photos.colour(random),
                    random.nextDouble(-1, 1),
                    random.nextDouble(3, 30));
        }

        boolean covers(int px, int py) {
            return Math.hypot(px - x, py - y) < radius;
        }

        double level(int px, int py, int channel) {
            double across = (px + slant * py) / width;
            return colour.get(channel) * (Math.floorMod((long) Math.floor(across), 2) == 0 ? 1 : 0.7);
        }
    }

    private Photos() {}

    /** Writes photos into a folder. */
    static List<Path> write(Path folder, int count) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path file = folder.resolve("photo%03d.jpg".formatted(i));
            write(photo(i), file);
            files.add(file);
        }
        return files;
    }

    private static void write(BufferedImage photo, Path file) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            ImageWriteParam quality = writer.getDefaultWriteParam();
            quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            quality.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(photo, null, null), quality);
        } finally {
            writer.dispose();
        }
    }

    private static BufferedImage photo(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Double> top = colour(random);
        List<Double> bottom = colour(random);
        List<Disc> discs = new ArrayList<>();
        for (int i = 0; i < THINGS; i++) {
            discs.add(Disc.of(random));
        }
        BufferedImage photo = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < HEIGHT; y++) {
            double share = (double) y / HEIGHT;
            for (int x = 0; x < WIDTH; x++) {
                Disc thing = null;
                for (Disc disc : discs) {
                    thing = disc.covers(x, y) ? disc : thing;
                }
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    double level =
                            thing == null ? top.get(c) + share * (bottom.get(c) - top.get(c)) : thing.level(x, y, c);
                    double noisy = level + NOISE * (random.nextDouble() + random.nextDouble() - 1);
                    rgb = rgb << 8 | (int) Math.clamp(noisy, 0, 255);
                }
                photo.setRGB(x, y, rgb);
            }
        }
        return photo;
    }

    private static List<Double> colour(SplittableRandom random) {
        return random.doubles(3, 20, 240).boxed().toList();
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.image.EightBitImage;
import io.github.jclip.clip.image.PixelMode;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.clip.pretrain.Recipe.DrawnWorld;
import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.clip.world.Picture;
import io.github.jclip.clip.world.World;
import io.github.jclip.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.util.function.Consumer;

/** Pairs that are drawn when they are needed; each is shown once. */
final class WorldPairs implements PairSource {
    /** Enough to meet every word of the world many times. */
    private static final int CAPTIONS = 4000;

    private final World world;
    private final Preprocessing preprocessing;
    private final int batchSize;

    WorldPairs(DrawnWorld data, Preprocessing preprocessing, int batchSize) {
        this.world = new World(data.seed(), data.side());
        this.preprocessing = preprocessing;
        this.batchSize = batchSize;
    }

    @Override
    public String load(int step, int position, Tensor image) {
        Picture picture = world.trainingPicture((long) step * batchSize + position);
        apply(preprocessing, picture.image(), image);
        return picture.caption();
    }

    @Override
    public void forEachCaption(Consumer<String> action) {
        for (int i = 0; i < CAPTIONS; i++) {
            action.accept(world.trainingPicture(i).caption());
        }
    }

    /** Nobody wrote these captions, and the few long ones lose a place or a light at their end. */
    @Override
    public void requireFitting(ClipTokenizer tokenizer, int contextLength) {}

    @Override
    public void requireReadable() {}

    @Override
    public String pictures(int step) {
        return "";
    }

    @Override
    public String fingerprint() {
        return "";
    }

    /** Makes a drawn picture a tower's input, as the same pixels in a file would be. */
    static void apply(Preprocessing preprocessing, BufferedImage picture, Tensor out) {
        EightBitImage image = rgb(picture);
        if (image.width() == preprocessing.size()) {
            preprocessing.normalise(image, out);
        } else {
            preprocessing.apply(image, out);
        }
    }

    private static EightBitImage rgb(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
        byte[] samples = new byte[3 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            samples[3 * i] = (byte) (pixels[i] >> 16);
            samples[3 * i + 1] = (byte) (pixels[i] >> 8);
            samples[3 * i + 2] = (byte) pixels[i];
        }
        return new EightBitImage(PixelMode.RGB, width, height, samples);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.ConfigFile;
import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.clip.ModelFolder;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.WeightShapes;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import io.github.jclip.tensor.safetensors.TensorSource;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/** A made-up model for {@link WarmUpCommand}: the widths of ViT-B/32 with one block in each tower, and some photos. */
final class WarmUpModel {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final int TOKENS_BESIDE_MERGES = 514;
    private static final int PHOTOS = 6;
    private static final int PHOTO_WIDTH = 500;
    private static final int PHOTO_HEIGHT = 375;

    private WarmUpModel() {}

    /** Fills an empty folder. */
    static void write(Path folder) {
        ClipConfig config = config();
        AtomicFile.write(folder.resolve(ModelFolder.CONFIG), ConfigFile.toJson(config));
        AtomicFile.write(folder.resolve("bpe.txt"), merges());
        List<TensorSource> weights = WeightShapes.of(config).entrySet().stream()
                .map(weight -> noise(weight.getKey(), weight.getValue()))
                .toList();
        SafetensorsWriter.write(folder.resolve(ModelFolder.WEIGHTS), weights, Map.of());
    }

    private static ClipConfig config() {
        ClipConfig full = KnownArchitecture.named("ViT-B/32").orElseThrow().config();
        VitConfig vision = (VitConfig) full.vision();
        TextConfig text = full.text();
        return new ClipConfig(
                full.embeddingDim(),
                full.imageResolution(),
                new VitConfig(vision.width(), 1, vision.heads(), vision.patchSize()),
                new TextConfig(
                        text.contextLength(),
                        TOKENS_BESIDE_MERGES + LETTERS.length() * LETTERS.length(),
                        text.width(),
                        text.heads(),
                        1),
                full.activation(),
                full.layerNormEpsilon(),
                full.preprocessing(),
                full.provenance());
    }

    /** Every pair of letters. */
    private static String merges() {
        return LETTERS.chars()
                .mapToObj(left -> LETTERS.chars()
                        .mapToObj(right -> (char) left + " " + (char) right + "\n")
                        .collect(Collectors.joining()))
                .collect(Collectors.joining("", "#version: 0.2\n", ""));
    }

    private static TensorSource noise(String name, Shape shape) {
        DType dtype = shape.rank() < 2 ? DType.F32 : DType.F16;
        return new TensorSource(name, dtype, shape, scope -> {
            Tensor values = Tensor.ofFloats(scope, noise(Math.toIntExact(shape.elementCount())), shape.toArray());
            return values.copyTo(scope, dtype);
        });
    }

    private static float[] noise(int count) {
        Random random = new Random(1);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (random.nextFloat() - 0.5f) / 10;
        }
        return values;
    }

    /** Fills an empty folder with photos of noise. */
    static void writePhotos(Path folder) throws IOException {
        for (int photo = 0; photo < PHOTOS; photo++) {
            int[] pixels = new Random(photo)
                    .ints((long) PHOTO_WIDTH * PHOTO_HEIGHT, 0, 1 << 24)
                    .toArray();
            BufferedImage image = new BufferedImage(PHOTO_WIDTH, PHOTO_HEIGHT, BufferedImage.TYPE_INT_RGB);
            image.setRGB(0, 0, PHOTO_WIDTH, PHOTO_HEIGHT, pixels, 0, PHOTO_WIDTH);
            ImageIO.write(image, "jpeg", folder.resolve(photo + ".jpg").toFile());
        }
    }
}

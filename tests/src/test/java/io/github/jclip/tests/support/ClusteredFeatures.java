// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.support;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A features file made by the test: images lie in a cluster around their class's centre, and the text embeddings are
 * poor guesses of the centres, so that tuning has something to gain.
 */
public final class ClusteredFeatures {
    public static final int CLASSES = 6;
    public static final int EMBEDDING_DIM = 32;
    public static final int TEST_IMAGES = 20 * CLASSES;
    public static final Map<String, String> METADATA = Map.of(
            "classes", "[\"ant\",\"bee\",\"cat\",\"dog\",\"elk\",\"fox\"]", "backbone", "none", "normalized", "false");

    private static final double IMAGE_SPREAD = 0.7;
    private static final double TEXT_ERROR = 1.5;
    private static final int IMAGES_PER_CLASS = 20;

    private final Random random = new Random(7);
    private final double[][] centres = new double[CLASSES][];
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Scope scope;

    private ClusteredFeatures(Scope scope) {
        this.scope = scope;
        for (int k = 0; k < CLASSES; k++) {
            centres[k] = random.doubles(EMBEDDING_DIM, -1, 1).toArray();
        }
        double[] text = new double[CLASSES * EMBEDDING_DIM];
        fill(text, IntStream.range(0, CLASSES).toArray(), TEXT_ERROR);
        tensors.put("text", Tensor.ofFloats(scope, floats(text), CLASSES, EMBEDDING_DIM));
        addImages("train");
        addImages("val");
        addImages("test");
    }

    /** The tensors of the file, to be changed at will before they are written. */
    public static Map<String, Tensor> tensors(Scope scope) {
        return new ClusteredFeatures(scope).tensors;
    }

    /** Writes the file. */
    public static Path write(Path file) {
        try (Scope scope = Scope.ofHost()) {
            SafetensorsWriter.write(file, tensors(scope), METADATA);
            return file;
        }
    }

    private void addImages(String set) {
        int count = CLASSES * IMAGES_PER_CLASS;
        int[] labels = IntStream.range(0, count).map(i -> i % CLASSES).toArray();
        double[] images = new double[count * EMBEDDING_DIM];
        fill(images, labels, IMAGE_SPREAD);
        tensors.put(set, Tensor.ofFloats(scope, floats(images), count, EMBEDDING_DIM));
        tensors.put(set + "_labels", Tensor.ofInts(scope, labels, count));
    }

    private void fill(double[] rows, int[] labels, double spread) {
        for (int i = 0; i < rows.length; i++) {
            rows[i] = centres[labels[i / EMBEDDING_DIM]][i % EMBEDDING_DIM] + spread * random.nextGaussian();
        }
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** A small features file that a test can spoil: images lie around their class's text embedding. */
public final class SyntheticFeatures {
    public static final int CLASSES = 5;
    public static final int DIM = 24;
    private static final int HIDDEN = 27;

    private final Scope scope = Scope.ofGarbageCollected();
    private final SplittableRandom random;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /** A file with text, test (6 images a class) and the given training sets, named as in the file, F16 images. */
    public SyntheticFeatures(long seed) {
        random = new SplittableRandom(seed);
        metadata.put("classes", "[\"ant\", \"bee\", \"cat\", \"dog\", \"eel\"]");
        put("text", random(DType.F32, CLASSES, 1));
        addHidden();
        addImages("test", 6);
    }

    /** What the text embeddings are the projection of: themselves, and some columns that the projection leaves out. */
    private void addHidden() {
        SplittableRandom others = new SplittableRandom(7);
        Tensor hidden = zeros(DType.F32, CLASSES, HIDDEN);
        Tensor projection = zeros(DType.F32, HIDDEN, DIM);
        hidden.slice(1, 0, DIM).copyFrom(tensors.get("text"));
        for (int i = 0; i < HIDDEN; i++) {
            projection.set(i < DIM ? 1 : 0, i, Math.min(i, DIM - 1));
            for (int k = 0; i >= DIM && k < CLASSES; k++) {
                hidden.set(others.nextGaussian(), k, i);
            }
        }
        put("text_hidden", hidden);
        put("text_projection", projection);
    }

    /** Adds images with labels in a mixed order. */
    public SyntheticFeatures addImages(String name, int perClass) {
        int count = perClass * CLASSES;
        Tensor images = scope.allocate(DType.F16, count, DIM);
        int[] labels = new int[count];
        for (int row = 0; row < count; row++) {
            labels[row] = (row * 3 + 1) % CLASSES;
            for (int i = 0; i < DIM; i++) {
                double center = tensors.get("text").get(labels[row], i);
                images.set(center + 2.2 * random.nextGaussian(), row, i);
            }
        }
        put(name, images);
        put(name + "_labels", Tensor.ofInts(scope, labels, count));
        return this;
    }

    public SyntheticFeatures put(String name, Tensor tensor) {
        tensors.put(name, tensor);
        return this;
    }

    public SyntheticFeatures putMetadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    public SyntheticFeatures remove(String name) {
        tensors.remove(name);
        metadata.remove(name);
        return this;
    }

    public Tensor tensor(String name) {
        return tensors.get(name);
    }

    /** Random values. */
    public Tensor random(DType type, int rows, double deviation) {
        Tensor tensor = scope.allocate(type, rows, DIM);
        for (long i = 0; i < tensor.elementCount(); i++) {
            tensor.setFlat(i, random.nextGaussian() * deviation);
        }
        return tensor;
    }

    /** Zeros. */
    public Tensor zeros(DType type, int... dims) {
        return scope.allocate(type, dims);
    }

    public Path write(Path file) {
        SafetensorsWriter.write(file, tensors, metadata);
        return file;
    }
}

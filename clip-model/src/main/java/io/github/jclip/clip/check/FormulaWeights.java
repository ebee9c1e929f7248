// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.check;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.WeightShapes;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Weights and images that any implementation can make again from a tensor's name: FNV-1a of the name seeds SplitMix64,
 * whose numbers are spread over an interval that depends on the kind of tensor. So that goldens of full-size models
 * need no weight files, and benchmarks no downloads.
 */
public final class FormulaWeights {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double LOGIT_SCALE = (float) Math.log(100);
    private static final double IMAGE_AMPLITUDE = 1.5;
    private static final int CHUNK = 1 << 16;

    private static final Set<String> EMBEDDINGS = Set.of("positional_embedding", "class_embedding");
    private static final Set<String> PROJECTIONS = Set.of("proj", "text_projection");

    /** Values are uniform in centre ± amplitude. */
    private record Interval(double centre, double amplitude) {}

    private FormulaWeights() {}

    /** Every tensor of a model, F32. */
    public static Map<String, Tensor> of(ClipConfig config, String salt, Scope scope) {
        return of(config, salt, _ -> true, scope);
    }

    /** The tensors of a model that a filter takes by their names, F32. */
    public static Map<String, Tensor> of(ClipConfig config, String salt, Predicate<String> filter, Scope scope) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        WeightShapes.of(config).forEach((name, shape) -> {
            if (filter.test(name)) {
                tensors.put(name, weight(salt, name, shape, scope));
            }
        });
        return tensors;
    }

    /** One tensor of a model, F32. */
    public static Tensor weight(String salt, String name, Shape shape, Scope scope) {
        return values(salt + name, interval(name, shape), scope.allocate(DType.F32, shape));
    }

    /** A normalised image [1, 3, R, R]; one named {@code block…} is made of 8×8 blocks. */
    public static Tensor image(String name, int resolution, Scope scope) {
        Interval interval = new Interval(0, IMAGE_AMPLITUDE);
        if (!name.contains("block")) {
            return values(name, interval, scope.allocate(DType.F32, 1, 3, resolution, resolution));
        }
        Tensor blocks = values(name, interval, scope.allocate(DType.F32, 1, 3, 8, 8));
        Tensor image = scope.allocate(DType.F32, 1, 3, resolution, resolution);
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < resolution; y++) {
                for (int x = 0; x < resolution; x++) {
                    image.set(blocks.get(0, c, y * 8 / resolution, x * 8 / resolution), 0, c, y, x);
                }
            }
        }
        return image;
    }

    private static Interval interval(String name, Shape shape) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        if (last.equals("logit_scale")) {
            return new Interval(LOGIT_SCALE, 0);
        }
        if (last.equals("running_mean")) {
            return new Interval(0, 0.1);
        }
        if (last.equals("running_var")) {
            return new Interval(1, 0.25);
        }
        if (name.endsWith("token_embedding.weight") || EMBEDDINGS.contains(last)) {
            return new Interval(0, 0.05);
        }
        if (last.endsWith("bias")) {
            return new Interval(0, 0.02);
        }
        if (PROJECTIONS.contains(last) && shape.rank() == 2) {
            return new Interval(0, Math.sqrt(3.0 / shape.dim(0)));
        }
        if (shape.rank() == 1) {
            return new Interval(1, 0.1);
        }
        long fanIn = shape.elementCount() / shape.dim(0);
        return new Interval(0, Math.sqrt(3.0 / fanIn));
    }

    private static Tensor values(String seedText, Interval interval, Tensor tensor) {
        long seed = fnv1a(seedText);
        MemorySegment memory = tensor.segment();
        long count = tensor.elementCount();
        IntStream.range(0, Math.toIntExact((count + CHUNK - 1) / CHUNK))
                .parallel()
                .forEach(chunk -> {
                    long end = Math.min(count, (chunk + 1L) * CHUNK);
                    for (long i = (long) chunk * CHUNK; i < end; i++) {
                        double value = interval.centre() + interval.amplitude() * (2 * uniform(seed, i) - 1);
                        memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
                    }
                });
        return tensor;
    }

    /** Element i of SplitMix64's stream, in [0, 1) with 24 bits. */
    private static double uniform(long seed, long i) {
        long z = seed + (i + 1) * GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (z >>> 40) * 0x1p-24;
    }

    static long fnv1a(String text) {
        long hash = FNV_OFFSET;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }
}

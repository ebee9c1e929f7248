// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.check;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Embeddings that other implementations published for released weights. A model of the same architecture with other
 * weights is told apart by values that are nowhere near; there is nothing to compare then.
 */
final class PublishedValues {
    private static final String RESOURCE = "published-values.json";

    /** Tuned or untrained weights are further off than this; a faulty tower of the released weights may be too. */
    private static final double SAME_WEIGHTS = 0.02;

    private static final String CHECK = "published values";

    private PublishedValues() {}

    static List<CheckResult> compare(Clip clip) {
        JsonNode published = read();
        String architecture =
                KnownArchitecture.of(clip.config()).map(KnownArchitecture::name).orElse("this architecture");
        if (!architecture.equals(published.get("architecture").asString())) {
            return List.of(CheckResult.skipped(CHECK, "there are none for " + architecture));
        }
        double imageError = imageError(clip, published.get("image"));
        double textError = textError(clip, published.get("text"));
        if (Math.min(imageError, textError) > SAME_WEIGHTS) {
            return List.of(CheckResult.skipped(CHECK, "these are not the released weights of " + architecture));
        }
        double allowed = published.get("tolerance").asDouble();
        return List.of(
                CheckResult.ofError(CHECK, "image embedding", imageError, allowed),
                CheckResult.ofError(CHECK, "text embedding", textError, allowed));
    }

    private static double imageError(Clip clip, JsonNode published) {
        int resolution = clip.config().imageResolution();
        try (Scope scope = Scope.ofHost()) {
            float[] pixels = new float[3 * resolution * resolution];
            Arrays.fill(pixels, (float) published.get("constant").asDouble());
            Tensor image = Tensor.ofFloats(scope, pixels, 1, 3, resolution, resolution);
            return error(clip.encodeImages(image, scope), published);
        }
    }

    private static double textError(Clip clip, JsonNode published) {
        int[] ids = published.get("ids").valueStream().mapToInt(JsonNode::asInt).toArray();
        try (Scope scope = Scope.ofHost()) {
            Tensor embedding = scope.allocate(DType.F32, 1, clip.config().embeddingDim());
            clip.textEncoder().encode(new int[][] {ids}, embedding);
            return error(embedding, published);
        }
    }

    private static double error(Tensor embedding, JsonNode published) {
        double error = 0;
        for (int i = 0; i < published.get("dimensions").size(); i++) {
            int dimension = published.get("dimensions").get(i).asInt();
            double expected = published.get("embedding").get(i).asDouble();
            error = Math.max(error, Math.abs(embedding.get(0, dimension) - expected));
        }
        return error;
    }

    private static JsonNode read() {
        try (InputStream resource = PublishedValues.class.getResourceAsStream(RESOURCE)) {
            return JsonMapper.shared().readTree(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

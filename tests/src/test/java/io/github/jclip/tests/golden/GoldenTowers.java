// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.clip.tower.TowerPass;
import io.github.jclip.clip.tower.TowerSettings;
import io.github.jclip.clip.tower.TrainableImageTower;
import io.github.jclip.clip.tower.TrainableTextTower;
import io.github.jclip.clip.tower.TrainingSettings;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tests.support.GoldenConfig;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The towers that the gradients were recorded with. */
record GoldenTowers(ClipConfig config, Map<String, Tensor> weights) {

    /** A tiny model of the group {@code models-tiny}. */
    static GoldenTowers tiny(String model, Scope scope) {
        return of(Golden.json("models-tiny", model + "/config.json"), scope);
    }

    /** The model of the prompt learners. */
    static GoldenTowers ofPrompts(Scope scope) {
        return of(Golden.json("gradients", "cases.json").get("model"), scope);
    }

    private static GoldenTowers of(JsonNode golden, Scope scope) {
        ClipConfig config = GoldenConfig.of(golden.get("constructor"));
        return new GoldenTowers(
                config, FormulaWeights.of(config, golden.get("salt").asString(), scope));
    }

    TrainableImageTower images(Device device, TrainingSettings training) {
        return new TrainableImageTower(
                device, weights::get, config.vision(), config.imageResolution(), settings(), training);
    }

    TrainableTextTower texts(Device device, TrainingSettings training) {
        return new TrainableTextTower(device, weights::get, config.text(), settings(), training);
    }

    private TowerSettings settings() {
        return new TowerSettings(config.activation(), config.layerNormEpsilon());
    }

    /** ln of what cosines are multiplied by. */
    double logScale() {
        return weights.get("logit_scale").getFlat(0);
    }

    /** Sets where each text ends: at the first of its largest ids. */
    static void setEnds(Device device, TowerPass pass, Tensor tokens) {
        int[] ends = new int[tokens.dim(0)];
        for (int text = 0; text < ends.length; text++) {
            long[] ids = tokens.select(0, text).toLongArray();
            int end = 0;
            for (int i = 1; i < ids.length; i++) {
                end = ids[i] > ids[end] ? i : end;
            }
            ends[text] = end;
        }
        copyInts(device, ends, pass.ends());
    }

    /** Sets the token ids of each text. */
    static void setTokens(Device device, TowerPass pass, Tensor tokens) {
        int[] ids =
                Arrays.stream(tokens.toLongArray()).mapToInt(Math::toIntExact).toArray();
        copyInts(device, ids, pass.input());
    }

    private static void copyInts(Device device, int[] values, Tensor target) {
        try (Scope host = Scope.ofHost()) {
            device.copy(Tensor.ofInts(host, values, target.shape().toArray()), target);
            device.synchronize();
        }
    }
}

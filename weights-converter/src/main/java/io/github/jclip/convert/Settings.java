// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.tensor.op.Activation;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a model's weights do not tell.
 *
 * @param activation of the transformers
 * @param layerNormEpsilon of every layer norm
 * @param imageHeads of the image tower; empty to take one for each 64 columns
 * @param textHeads of the text tower; empty likewise
 * @param imageSize height and width of the input, to be compared with what the weights imply; empty if not given
 * @param preprocessing of images
 * @param notes what was assumed, for the report
 */
record Settings(
        Activation activation,
        double layerNormEpsilon,
        OptionalInt imageHeads,
        OptionalInt textHeads,
        OptionalInt imageSize,
        PreprocessingConfig preprocessing,
        List<String> notes) {

    /** Those of every model that OpenAI released. */
    static Settings openAi(List<String> notes) {
        return new Settings(
                Activation.QUICK_GELU,
                ClipConfig.DEFAULT_LAYER_NORM_EPSILON,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                PreprocessingConfig.OPENAI,
                notes);
    }

    /** The same with another activation. */
    Settings withActivation(Activation other) {
        return new Settings(other, layerNormEpsilon, imageHeads, textHeads, imageSize, preprocessing, notes);
    }
}

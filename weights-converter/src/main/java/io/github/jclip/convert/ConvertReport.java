// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.clip.ClipConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a conversion made.
 *
 * @param kind what the source turned out to be
 * @param format the format it was in
 * @param output the folder that was made
 * @param config the model's; empty for what is not a whole model
 * @param tensorCount tensors written
 * @param byteCount bytes of their elements
 * @param notes what was assumed or left out, one line each
 */
public record ConvertReport(
        Kind kind,
        CheckpointFormat format,
        Path output,
        Optional<ClipConfig> config,
        int tensorCount,
        long byteCount,
        List<String> notes) {

    /** What a checkpoint may hold. */
    public enum Kind {
        /** A whole CLIP model: the output is a model folder. */
        MODEL,
        /** A base classifier and its residual, [K, E] each: the output holds {@code taskres.safetensors}. */
        TASKRES,
        /** A tuned text projection: the output holds {@code enhanced_base.safetensors}. */
        ENHANCED_BASE
    }

    /** Makes the list of notes unmodifiable. */
    public ConvertReport {
        notes = List.copyOf(notes);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;

/** Relatives of CLIP that are recognised by their tensors, so that the message can say what they are. */
final class UnsupportedModels {
    private UnsupportedModels() {}

    /** Refuses a state dict that is one of them. */
    static void refuse(StateDict state) {
        if (state.hasPrefix("visual.attn_pool.") || state.hasPrefix("text_decoder.") || state.contains("cls_emb")) {
            throw unsupported(state, "a CoCa model");
        }
        if (state.hasPrefix("visual.blocks.0.attn.q_proj.") || state.hasPrefix("visual.trunk.blocks.0.attn.q_proj.")) {
            throw unsupported(state, "an EVA-02 CLIP model");
        }
        if (state.hasPrefix("visual.trunk.") || state.hasPrefix("visual.blocks.")) {
            throw unsupported(state, "a CLIP model with an image tower of timm");
        }
        if (state.contains("logit_bias")) {
            throw unsupported(state, "a SigLIP model");
        }
    }

    private static BadInputException unsupported(StateDict state, String what) {
        return new BadInputException(Excerpt.line(
                "%s: %s, which is not supported yet; give a CLIP ViT or ResNet".formatted(state.file(), what)));
    }
}

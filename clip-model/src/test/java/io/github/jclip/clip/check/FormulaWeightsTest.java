// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The generator against values that were computed elsewhere. */
class FormulaWeightsTest {

    @Test
    void hashesNames() {
        assertEquals(0xaf6e9c46e8876164L, FormulaWeights.fnv1a("visual.conv1.weight"));
        assertEquals(0x0ac21707b7181e01L, FormulaWeights.fnv1a("é"));
    }

    @Test
    void makesEachKindOfTensor() {
        check("visual.conv1.weight", 0.004286840558052063, 768, 3, 32, 32);
        check("transformer.resblocks.0.attn.in_proj_weight", 0.059430111199617386, 1536, 512);
        check("visual.proj", 0.0005172714591026306, 768, 512);
        check("text_projection", -0.04149844869971275, 512, 512);
        check("ln_final.weight", 0.95988929271698, 512);
        check("ln_final.bias", 0.012430448085069656, 512);
        check("token_embedding.weight", -0.004090613219887018, 49408, 512);
        check("visual.class_embedding", -0.04199635237455368, 768);
        check("visual.bn1.running_mean", -0.009912729263305664, 32);
        check("visual.bn1.running_var", 0.8784030675888062, 32);
        check("visual.attnpool.c_proj.weight", -0.019809721037745476, 1024, 2048);
        check("logit_scale", 4.605170249938965);
    }

    @Test
    void makesImages() {
        try (Scope scope = Scope.ofHost()) {
            Tensor image = FormulaWeights.image("image0", 224, scope);
            assertEquals(-0.17089766263961792, image.get(0, 0, 0, 0));
            assertEquals(0.4708394408226013, image.get(0, 0, 0, 3));
        }
    }

    private static void check(String name, double first, int... dims) {
        try (Scope scope = Scope.ofHost()) {
            assertEquals(
                    first,
                    FormulaWeights.weight("", name, Shape.of(dims), scope).getFlat(0),
                    name);
        }
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;

/**
 * An image tower of an OpenAI model with formula weights.
 *
 * @param architecture by its {@link KnownArchitecture} name
 * @param batch images
 */
public record ImageTowerCase(String architecture, int batch) implements BenchCase {
    @Override
    public Group group() {
        return Group.MODEL;
    }

    @Override
    public String name() {
        return architecture + " image";
    }

    @Override
    public String size() {
        return "batch " + batch;
    }

    @Override
    public ImageTowerTrial prepare(Scope scope) {
        var config = KnownArchitecture.named(architecture).orElseThrow().config();
        int resolution = config.imageResolution();
        Tensor images = scope.allocate(DType.F32, batch, 3, resolution, resolution);
        for (int i = 0; i < batch; i++) {
            images.slice(0, i, i + 1).copyFrom(FormulaWeights.image("image" + i, resolution, scope));
        }
        var weights = FormulaWeights.of(config, "", name -> name.startsWith("visual."), scope);
        return new ImageTowerTrial(this, config, weights, images);
    }
}

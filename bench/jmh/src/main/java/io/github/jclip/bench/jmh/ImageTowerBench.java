// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh;

import io.github.jclip.bench.BenchCase;
import io.github.jclip.bench.ImageTowerCase;
import org.openjdk.jmh.annotations.Param;

/** Whole image towers with formula weights. */
public class ImageTowerBench extends TrialBench {
    /** By OpenAI's name. */
    @Param({"ViT-B/32", "ViT-B/16", "RN50"})
    public String architecture;

    /** Images. */
    @Param({"1", "8"})
    public int batch;

    /** Made by JMH. */
    public ImageTowerBench() {}

    @Override
    BenchCase benchCase() {
        return new ImageTowerCase(architecture, batch);
    }
}

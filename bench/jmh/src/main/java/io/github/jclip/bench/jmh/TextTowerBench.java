// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh;

import io.github.jclip.bench.BenchCase;
import io.github.jclip.bench.TextTowerCase;
import org.openjdk.jmh.annotations.Param;

/** The text tower of ViT-B/32 with formula weights on class prompts. */
public class TextTowerBench extends TrialBench {
    /** How many. */
    @Param({"1", "100"})
    public int prompts;

    /** Made by JMH. */
    public TextTowerBench() {}

    @Override
    BenchCase benchCase() {
        return new TextTowerCase("ViT-B/32", prompts);
    }
}

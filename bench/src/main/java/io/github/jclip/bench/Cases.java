// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.util.List;
import java.util.stream.Stream;

/** Everything that {@code jclip bench} measures, by group. */
final class Cases {
    private static final int CLASS_PROMPTS = 100;

    private static final int PHOTOS = 64;

    private Cases() {}

    /** The cases of a group; {@code launcher} as in {@link BenchOptions}. */
    static List<? extends BenchCase> of(Group group, List<String> launcher) {
        return switch (group) {
            case GEMM ->
                Stream.concat(GemmCase.CLIP.stream(), GemmCase.ODD.stream()).toList();
            case OPS -> OpCases.all();
            case MODEL -> models();
            case TUNE -> List.of(new TuneCase(1000, 256, 512));
            case IO ->
                List.of(
                        new PhotosCase(PHOTOS),
                        new ConvertCase(),
                        new ProcessCase(ProcessCase.Kind.CLASSIFY, launcher),
                        new ProcessCase(ProcessCase.Kind.VERSION, launcher));
        };
    }

    private static List<BenchCase> models() {
        return List.of(
                new ImageTowerCase("ViT-B/32", 1),
                new ImageTowerCase("ViT-B/32", 8),
                new ImageTowerCase("ViT-B/16", 1),
                new ImageTowerCase("ViT-B/16", 8),
                new ImageTowerCase("RN50", 1),
                new ImageTowerCase("RN50", 8),
                new TextTowerCase("ViT-B/32", CLASS_PROMPTS));
    }
}

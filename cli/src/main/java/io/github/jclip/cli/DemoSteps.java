// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.report.Steps;
import java.util.List;

/** What to type after the demo. */
final class DemoSteps {
    private DemoSteps() {}

    static Steps of(Demo demo) {
        return new Steps(
                "What to type next",
                List.of(
                        new Steps.Step(
                                "One of these tunings by itself, with new views of the pictures in each epoch:",
                                List.of("./jclip tune taskres --model %s --images %s --shots %d --out run"
                                        .formatted(
                                                demo.model(),
                                                demo.folder().domain(demo.domain()),
                                                demo.extent().shots().getLast()))),
                        new Steps.Step(
                                "Real weights, once (350 MB):",
                                List.of(
                                        "./jclip pull ViT-B/32 --to weights",
                                        "./jclip pull vocab --to weights",
                                        "./jclip convert weights/ViT-B-32.pt --out model")),
                        new Steps.Step(
                                "Your own photos, a folder for each class:",
                                List.of(
                                        "./jclip classify --model model --labels \"cat,dog\" PHOTO.jpg",
                                        "./jclip tune taskres --model model --images PHOTOS --shots 16 --out my-run"))),
                List.of());
    }
}

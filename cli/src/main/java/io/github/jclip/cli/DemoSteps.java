// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.report.Steps;
import java.util.List;

/** What to type after the demo. */
final class DemoSteps {
    /** What the launcher of a bundle sets; the script of a checkout lies in its folder. */
    private static final String JCLIP = System.getProperty("jclip.command", "./jclip");

    private DemoSteps() {}

    static Steps of(Demo demo) {
        return new Steps(
                "What to type next",
                List.of(
                        new Steps.Step(
                                "One of these tunings by itself, with new views of the pictures in each epoch:",
                                List.of("%s tune taskres --model %s --images %s --shots %d --out run"
                                        .formatted(
                                                JCLIP,
                                                demo.model(),
                                                demo.folder().domain(demo.domain()),
                                                demo.extent().shots().getLast()))),
                        new Steps.Step(
                                "Real weights, once (350 MB):",
                                List.of(
                                        JCLIP + " pull ViT-B/32 --to weights",
                                        JCLIP + " pull vocab --to weights",
                                        JCLIP + " convert weights/ViT-B-32.pt --out model")),
                        new Steps.Step(
                                "Your own photos, a folder for each class:",
                                List.of(
                                        JCLIP + " classify --model model --labels \"cat,dog\" PHOTO.jpg",
                                        JCLIP
                                                + " tune taskres --model model --images PHOTOS --shots 16 --out my-run"))),
                List.of());
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.cli.Demo.Answer;
import io.github.jclip.clip.Clip;
import io.github.jclip.clip.world.Domain;
import io.github.jclip.taskres.evaluation.Proportion;
import io.github.jclip.taskres.report.Steps;
import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.taskres.sweep.AccuracyTable;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.io.AtomicFile;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = {
            "See the whole of it in a minute, with no photos, no weights and no network.",
            "Draws pictures, classifies some with the model that jclip brings, tunes it on a few pictures of a kind"
                    + " that it was never shown, and writes a report."
        })
final class DemoCommand implements Runnable {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "jclip-demo",
            description = "Folder to make (default: ${DEFAULT-VALUE}). That of an earlier demo is made anew.")
    private Path out;

    @Option(
            names = "--domain",
            paramLabel = "NAME",
            defaultValue = "new-things",
            description = "What to tune on: new-things, line-drawings, negatives, blurred or new-textures "
                    + "(default: ${DEFAULT-VALUE}).")
    private String domain;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Other seeds draw other pictures (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--quick", description = "Fewer pictures and tunings, smaller and rougher numbers.")
    private boolean quick;

    @Mixin
    private ModelOptions model;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private TrainingPrecisionOptions precision;

    @Mixin
    private OutputOptions output;

    /** The JSON result. */
    record Result(String out, Proportion zeroShot, AccuracyTable table, String report) {}

    @Override
    public void run() {
        Domain shifted = Arguments.domain(domain);
        if (shifted == Domain.PICTURES) {
            throw new BadInputException("--domain pictures: is what the model was trained on; choose another one");
        }
        try (Device opened = device.open(precision.precision(), output);
                Clip clip = model.open(opened, output)) {
            DemoFolder folder = DemoFolder.prepare(out);
            Demo demo =
                    new Demo(folder, shifted, seed, quick ? Demo.Extent.QUICK : Demo.Extent.FULL, model.name(), output);
            show(demo, clip, opened);
        }
    }

    private void show(Demo demo, Clip clip, Device opened) {
        demo.draw();
        List<Answer> answers = demo.classify(clip);
        print(DemoText.of(answers));
        List<RunFolder> runs = tune(demo, clip);
        AccuracyTable table = AccuracyTable.of(runs.stream());
        print(DemoText.of(demo.domain(), table));
        Steps steps = DemoSteps.of(demo);
        Path page = demo.folder().report();
        AtomicFile.write(page, DemoPage.of(demo, answers, demo.compare(clip, opened, runs, DemoPage.SHOWN), steps));
        print(List.of("Report with pictures: " + page));
        print(DemoText.of(steps));
        if (output.json()) {
            output.json(new Result(out.toString(), Answer.right(answers), table, page.toString()));
        }
    }

    private List<RunFolder> tune(Demo demo, Clip clip) {
        List<Device> devices = device.openEach(device.defaultJobs(), precision.precision(), output);
        try {
            return demo.tune(clip, devices);
        } finally {
            devices.forEach(Device::close);
        }
    }

    private void print(List<String> paragraph) {
        if (!output.json()) {
            paragraph.forEach(output::line);
            output.line("");
        }
    }
}

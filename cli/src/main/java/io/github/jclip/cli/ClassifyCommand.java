// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.cli.ImageClassification.Prediction;
import io.github.jclip.cli.ImageClassification.Score;
import io.github.jclip.cli.ImageClassification.Scorer;
import io.github.jclip.clip.Clip;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.image.ImageFiles;
import io.github.jclip.taskres.classifier.StoredClassifier;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "classify",
        description = {
            "Say which of some labels fits each image best, with no training (zero-shot).",
            "With --classifier, say what a tuned classifier says instead."
        })
final class ClassifyCommand implements Runnable {
    private static final String DEFAULT_TEMPLATE = "a photo of a {}.";

    /** Where the labels come from. */
    static final class Labels {
        @Option(names = "--labels", paramLabel = "A,B,…", description = "Labels, with commas between them.")
        private String list;

        @Option(names = "--labels-file", paramLabel = "FILE", description = "Labels, one a line.")
        private Path file;

        @Option(
                names = "--classifier",
                paramLabel = "RUN|FILE",
                description = "A tuned classifier: a run folder, or .safetensors, .npz or .pth.tar.")
        private Path classifier;

        List<String> read() {
            return list == null ? Arguments.lines(file) : Arguments.list("--labels", list);
        }
    }

    @Mixin
    private ModelOptions model;

    @ArgGroup(multiplicity = "1")
    private Labels labels;

    @Mixin
    private ForeignClassifierOptions foreign;

    @Option(
            names = "--template",
            paramLabel = "TEXT",
            description = "Prompt with {} for the label (default: \"" + DEFAULT_TEMPLATE
                    + "\"). Several are averaged, one for each --template.")
    private List<String> templates = List.of(DEFAULT_TEMPLATE);

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "5",
            description = "Labels printed for each image (default: ${DEFAULT-VALUE}).")
    private int top;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Image files, or folders of them.")
    private List<Path> images;

    @Mixin
    private ImageOptions imageOptions;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private PrecisionOptions precision;

    @Mixin
    private OutputOptions output;

    /** The JSON result. */
    record Result(String model, List<String> templates, List<Prediction> images) {}

    @Override
    public void run() {
        Arguments.requirePositive("--top", top);
        Optional<StoredClassifier> tuned =
                Optional.ofNullable(labels.classifier).map(path -> ClassifierFiles.read(path, foreign.given()));
        List<String> names = tuned.map(StoredClassifier::classes).orElseGet(labels::read);
        List<Path> files = images.stream()
                .flatMap(path -> (Files.isDirectory(path) ? ImageFiles.inFolder(path) : List.of(path)).stream())
                .toList();
        try (Device opened = device.open(precision.precision(), output);
                Clip clip = model.open(opened, output);
                // The first images are decoded while the labels are embedded.
                ImageBatches batches = imageOptions.open(clip, files, output);
                Scope scope = opened.openScope()) {
            Scorer scorer = tuned.map(it -> ImageClassification.tuned(it, clip, opened, scope))
                    .orElseGet(() -> zeroShotScorer(clip, names));
            List<Prediction> predictions;
            try (Progress progress = output.progress("classify", files.size())) {
                predictions = new ImageClassification(names, scorer, top).of(clip, batches, progress);
            }
            if (predictions.isEmpty()) {
                throw new BadInputException("none of the %d images could be read".formatted(files.size()));
            }
            print(predictions);
        }
    }

    private Scorer zeroShotScorer(Clip clip, List<String> names) {
        // the image tower is loaded while the labels are tokenised and embedded
        clip.loadAhead();
        return clip.zeroShot(names, templates)::logits;
    }

    private void print(List<Prediction> predictions) {
        if (output.json()) {
            output.json(new Result(model.name(), templates, predictions));
            return;
        }
        for (Prediction prediction : predictions) {
            output.line(prediction.file());
            for (Score score : prediction.labels()) {
                output.line(String.format(Locale.ROOT, "  %6.2f %%  %s", 100 * score.probability(), score.label()));
            }
        }
    }
}

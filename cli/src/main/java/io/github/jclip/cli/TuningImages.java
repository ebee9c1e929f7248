// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.BundledModel;
import io.github.jclip.clip.Clip;
import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.clip.ModelFolder;
import io.github.jclip.taskres.config.Configuration;
import io.github.jclip.taskres.data.Dataset;
import io.github.jclip.taskres.data.Datasets;
import io.github.jclip.taskres.data.Sample;
import io.github.jclip.taskres.data.Sampling;
import io.github.jclip.taskres.features.ClassTexts.Underscores;
import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.images.DatasetEncoder;
import io.github.jclip.taskres.images.EncodingInputs;
import io.github.jclip.taskres.images.EncodingRequest;
import io.github.jclip.taskres.images.FreshViews;
import io.github.jclip.taskres.images.ImageMemory;
import io.github.jclip.taskres.images.ImageReading;
import io.github.jclip.taskres.method.Method;
import io.github.jclip.taskres.random.PythonRandom;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Images to tune on, and the model that embeds them. */
final class TuningImages extends DatasetOptions {
    private static final String INPUTS = "inputs";
    private static final int HASH_DIGITS = 16;
    private static final int MEBIBYTE = 1 << 20;

    @Option(
            names = "--model",
            paramLabel = ModelChoice.LABEL,
            description = "Embeds images and class names. " + ModelChoice.DEFAULT_HELP)
    private ModelChoice model = new ModelChoice(BundledModel.DEFAULT);

    @Option(
            names = {"--dataset", "--images"},
            required = true,
            paramLabel = DatasetOptions.DATASET_LABEL,
            description = DatasetOptions.DATASET_HELP)
    private String dataset;

    @Option(
            names = "--underscores",
            paramLabel = "keep|space",
            defaultValue = "KEEP",
            description =
                    "What becomes of the underscores of class names: kept as in TaskRes, or spaces (default: keep).")
    private Underscores underscores;

    @Option(
            names = "--split-seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed that divides a data set without a split (default: ${DEFAULT-VALUE}).")
    private long splitSeed;

    @Option(
            names = "--cache-views",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Embed N augmented views of each training image once and train on these; without it, each epoch "
                            + "gets new ones.")
    private int cachedViews;

    @Option(
            names = "--embeddings",
            paramLabel = "FILE",
            description = "Features file in which embeddings are kept, and taken from where nothing they depend on has "
                    + "changed (default: one in the cache folder).")
    private Path embeddings;

    @Option(
            names = "--image-memory",
            paramLabel = "MIB",
            description = "Decoded images to keep in memory for the next epoch (default: a quarter of the heap).")
    private Integer imageMemory;

    private EncodingRequest request;
    private String inputs;

    /** What configurations ask of the data: the name that the user gives it, and the model's. */
    Configuration.Data data(OutputOptions output) {
        try (ModelFolder folder = ModelFolder.open(model.folder(output))) {
            return new Configuration.Data(
                    dataset, KnownArchitecture.of(folder.config()).map(KnownArchitecture::name));
        }
    }

    /**
     * Reads the data set, chooses the images and checks that they are there.
     *
     * @param listed the images, if the user says
     * @param precision in which they are embedded
     * @return the features file for them, which may not be there yet
     */
    Path prepare(
            Method method, Optional<Sampling> listed, int shots, long seed, Precision precision, OutputOptions output) {
        Arguments.requireNotNegative("--shots", shots);
        Arguments.requireNotNegative("--cache-views", cachedViews);
        if (imageMemory != null) {
            Arguments.requireNotNegative("--image-memory", imageMemory);
        }
        if (cachedViews > 0 && !method.usesViews()) {
            throw new BadInputException(
                    "--cache-views %d: %s does not train on views; leave it out".formatted(cachedViews, method.name()));
        }
        Path folder = model.folder(output);
        FileErrors.requireFolder(folder);
        Dataset whole = Datasets.open(request(dataset), new PythonRandom(splitSeed), output::log);
        if (whole.train().isEmpty()) {
            throw new BadInputException(
                    Excerpt.line(whole.name() + ": has no training images; tune on a data set that has some"));
        }
        Sampling sampling = listed.orElseGet(() -> drawn(whole, shots, seed, output));
        Dataset kept = sampling.of(whole);
        kept.requireImages();
        request = new EncodingRequest(kept, Optional.of(sampling), underscores, false, cachedViews, seed);
        inputs = EncodingInputs.hash(folder, request, precision);
        return embeddings == null ? inCacheFolder() : embeddings;
    }

    private static Sampling drawn(Dataset whole, int shots, long seed, OutputOptions output) {
        Map<Integer, Integer> counts = new HashMap<>();
        for (Sample sample : whole.train()) {
            counts.merge(sample.label(), 1, Integer::sum);
        }
        int largest = Collections.max(counts.values());
        if (largest < shots) {
            throw new BadInputException(Excerpt.line(
                    "%s: no class has %d training images, the largest has %d; give fewer --shots, or 0 for all"
                            .formatted(whole.name(), shots, largest)));
        }
        return Sampling.of(
                whole,
                shots,
                seed,
                Subset.ALL,
                FewShotCaches.cachedOrDrawn(whole, shots, seed, new PythonRandom(seed), output::log));
    }

    private Path inCacheFolder() {
        Path folder = Path.of(CacheFolder.ofEnvironment(System.getenv()).path()).resolve("embeddings");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw FileErrors.writing(folder, e);
        }
        String name = request.dataset().name().replaceAll("[^A-Za-z0-9_]+", "-").replaceAll("^-|-$", "");
        return folder.resolve("%s-%s.safetensors".formatted(name, inputs.substring(0, HASH_DIGITS)));
    }

    /** Opens the model that embeds. */
    Clip open(Device device, OutputOptions output) {
        return Clip.open(model.folder(output), device, output::log);
    }

    /** Embeds what is not embedded yet. */
    void embed(Clip clip, Path features, OutputOptions output) {
        if (Files.exists(features) && isCurrent(features)) {
            output.log("embeddings of " + features);
            return;
        }
        AtomicFile.requirePossible(features);
        DatasetEncoder.encode(
                clip, request, ImageReading.strict(), output.encoding(), features, Map.of(INPUTS, inputs));
    }

    private boolean isCurrent(Path features) {
        try (Safetensors file = Safetensors.open(features)) {
            String made = file.metadata().get(INPUTS);
            if (made == null) {
                throw new BadInputException(Excerpt.line(
                        "--embeddings %s: was not made by a tuning; choose another file, or tune with --features"
                                .formatted(features)));
            }
            return made.equals(inputs);
        }
    }

    /** Whether images are embedded while a method trains. */
    boolean embedsWhileTraining(Method method) {
        return cachedViews == 0 && method.usesViews();
    }

    /** Lets a method that can use them see new views in each epoch, unless some are embedded already. */
    void attachViews(Clip clip, FeaturesFile features, Method method) {
        if (!embedsWhileTraining(method)) {
            return;
        }
        List<Path> files =
                request.dataset().train().stream().map(request.dataset()::file).toList();
        long memory = imageMemory == null ? ImageMemory.bytes() : (long) imageMemory * MEBIBYTE;
        features.attachViews(
                request.trainingSet(), FreshViews.of(clip, files, request.seed(), memory, ImageReading.strict()));
    }
}

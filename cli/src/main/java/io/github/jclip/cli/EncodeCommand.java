// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.image.ImageFiles;
import io.github.jclip.taskres.data.Dataset;
import io.github.jclip.taskres.data.Sampling;
import io.github.jclip.taskres.images.DatasetEncoder;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "encode",
        description = {
            "Embed images, texts or a data set into a safetensors file.",
            "Images give the tensor 'images' [N, E] and their paths in the metadata entry 'files'; texts give 'texts' "
                    + "[N, E] and the metadata entry 'texts'.",
            "A data set gives a features file: embeddings of train, val and test with labels and paths, class"
                    + " embeddings from its prompts."
        })
final class EncodeCommand implements Runnable {
    /** What to embed. */
    static final class Input {
        @Option(
                names = "--images",
                paramLabel = "DIR|LIST",
                description = "Folder of images, searched in depth, or a file that lists one path a line.")
        private Path images;

        @Option(names = "--texts", paramLabel = "FILE", description = "Texts, one a line.")
        private Path texts;

        @ArgGroup(exclusive = false)
        private DatasetInput dataset;
    }

    @Mixin
    private ModelOptions model;

    @ArgGroup(multiplicity = "1")
    private Input input;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Safetensors file to write.")
    private Path target;

    @Option(names = "--normalize", description = "Scale each embedding to length 1.")
    private boolean normalize;

    @Option(
            names = "--plan",
            arity = "0..1",
            paramLabel = "N",
            fallbackValue = "0",
            description =
                    "Write nothing; measure some of the images and foretell time, bytes and memory for all of them, "
                            + "or for N.")
    private Long planned;

    @Mixin
    private ImageOptions imageOptions;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private PrecisionOptions precision;

    @Mixin
    private OutputOptions output;

    /** The JSON result. */
    record Result(String out, int count, int embeddingDim, int skipped, double seconds) {}

    /** The JSON result for a data set; images by the name of their tensor. */
    record DatasetResult(
            String out,
            String dataset,
            int classes,
            Map<String, Integer> images,
            int embeddingDim,
            int skipped,
            double seconds) {}

    @Override
    public void run() {
        long start = System.nanoTime();
        AtomicFile.requirePossible(target);
        if (planned != null) {
            plan();
            return;
        }
        if (input.dataset != null) {
            encodeDataset(start);
            return;
        }
        try (Device opened = device.open(precision.precision(), output);
                Clip clip = model.open(opened, output);
                Scope scope = Scope.ofHost()) {
            Result result = input.texts == null ? encodeImages(clip, scope) : encodeTexts(clip, scope);
            double seconds = (System.nanoTime() - start) / 1e9;
            print(new Result(result.out(), result.count(), result.embeddingDim(), result.skipped(), seconds));
        }
    }

    private void plan() {
        if (input.images == null || planned < 0) {
            throw new BadInputException("--plan: goes with --images, and its number is at least 1");
        }
        List<Path> files = imageFiles();
        try (Device opened = device.open(precision.precision(), output);
                Clip clip = model.open(opened, output)) {
            EncodePlan plan = new EncodePlanner(clip, imageOptions.reading(output), files, EncodePlanner.SECONDS)
                    .plan(opened.description(), model.name(), planned == 0 ? files.size() : planned, target);
            if (output.json()) {
                output.json(plan);
            } else {
                plan.lines().forEach(output::line);
            }
        }
    }

    private void encodeDataset(long start) {
        Optional<Sampling> sampling = input.dataset.sampling();
        Dataset dataset = input.dataset.open(sampling, output::log);
        try (Device opened = device.open(precision.precision(), output);
                Clip clip = model.open(opened, output)) {
            DatasetEncoder.Encoded encoded = DatasetEncoder.encode(
                    clip,
                    input.dataset.embedding(dataset, sampling, normalize),
                    imageOptions.reading(output),
                    output.encoding(),
                    target,
                    Map.of());
            DatasetResult result = new DatasetResult(
                    target.toString(),
                    dataset.name(),
                    dataset.classes().size(),
                    encoded.images(),
                    clip.config().embeddingDim(),
                    encoded.skipped(),
                    (System.nanoTime() - start) / 1e9);
            if (output.json()) {
                output.json(result);
                return;
            }
            output.line("%s: %d classes, %d dimensions%s"
                    .formatted(target, result.classes(), result.embeddingDim(), skippedText(result.skipped())));
            result.images().forEach((name, count) -> output.line("%s: %d images".formatted(name, count)));
        }
    }

    private Result encodeImages(Clip clip, Scope scope) {
        List<Path> files = imageFiles();
        requireRoomForPaths(files);
        Tensor all = scope.allocate(DType.F32, files.size(), clip.config().embeddingDim());
        List<String> done = new ArrayList<>();
        try (ImageBatches batches = imageOptions.open(clip, files, output);
                Progress progress = output.progress("encode", files.size())) {
            clip.encodeImages(batches, (paths, _, embeddings) -> {
                all.slice(0, done.size(), done.size() + paths.size()).copyFrom(embeddings);
                paths.forEach(path -> done.add(path.toString()));
                progress.advance(paths.size());
            });
        }
        if (done.isEmpty()) {
            throw new BadInputException(
                    "%s: none of its %d images could be read".formatted(input.images, files.size()));
        }
        return write(clip, "images", all.slice(0, 0, done.size()), "files", done, files.size() - done.size());
    }

    private List<Path> imageFiles() {
        return Files.isDirectory(input.images) ? ImageFiles.inFolder(input.images) : ImageFiles.listedIn(input.images);
    }

    /** Rather now than when everything has been embedded. */
    private void requireRoomForPaths(List<Path> files) {
        long bytes = EncodePlan.headerBytes(files);
        if (bytes > SafetensorsWriter.LARGEST_HEADER) {
            throw new BadInputException(
                    "%s: the paths of its %,d images take %s, and a safetensors file holds %s of them;"
                                    .formatted(
                                            input.images,
                                            files.size(),
                                            Quantities.bytes(bytes),
                                            Quantities.bytes(SafetensorsWriter.LARGEST_HEADER))
                            + " divide them into lists (jclip encode --plan says how many)");
        }
    }

    private Result encodeTexts(Clip clip, Scope scope) {
        List<String> texts = Arguments.lines(input.texts);
        return write(clip, "texts", clip.encodeTexts(texts, scope), "texts", texts, 0);
    }

    private Result write(Clip clip, String name, Tensor embeddings, String listName, List<String> list, int skipped) {
        if (normalize) {
            // Embeddings lie on the host, and this is nothing beside the tower's work.
            new L2Normalize(embeddings, embeddings).reference();
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(listName, JsonMapper.shared().writeValueAsString(list));
        metadata.put(
                "backbone",
                KnownArchitecture.of(clip.config()).map(KnownArchitecture::name).orElse("unnamed"));
        metadata.put("precision", clip.precision());
        metadata.put("normalized", Boolean.toString(normalize));
        metadata.put("source", "jclip encode");
        SafetensorsWriter.write(target, Map.of(name, embeddings), metadata);
        return new Result(target.toString(), embeddings.dim(0), embeddings.dim(1), skipped, 0);
    }

    private void print(Result result) {
        if (output.json()) {
            output.json(result);
            return;
        }
        output.line("%s: %d embeddings of %d dimensions%s"
                .formatted(result.out(), result.count(), result.embeddingDim(), skippedText(result.skipped())));
    }

    private static String skippedText(int skipped) {
        return skipped == 0 ? "" : ", %d images skipped".formatted(skipped);
    }
}

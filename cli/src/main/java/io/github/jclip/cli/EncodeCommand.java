// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.EncodingTimes;
import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.clip.image.ImageFiles;
import io.github.jclip.taskres.data.Dataset;
import io.github.jclip.taskres.data.Sampling;
import io.github.jclip.taskres.images.DatasetEncoder;
import io.github.jclip.taskres.images.EmbeddedSet;
import io.github.jclip.taskres.images.EncodingIdentity;
import io.github.jclip.taskres.images.EncodingListener;
import io.github.jclip.taskres.images.FileEmbedding;
import io.github.jclip.taskres.images.ImageReading;
import io.github.jclip.taskres.images.Restart;
import io.github.jclip.taskres.images.UnfinishedEmbeddings;
import io.github.jclip.taskres.run.Resumption;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
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
    private ResumeOptions resume;

    @Option(names = "--force", description = "Start at the beginning although something unfinished is lost by that.")
    private boolean force;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private PrecisionOptions precision;

    @Mixin
    private OutputOptions output;

    /** The JSON result of texts. */
    record Result(String out, int count, int embeddingDim, double seconds) {}

    /** The JSON result of images. */
    record ImagesResult(String out, int count, int embeddingDim, int skipped, double seconds, EncodeTimes times) {}

    /** The JSON result for a data set; images by the name of their tensor. */
    record DatasetResult(
            String out,
            String dataset,
            int classes,
            Map<String, Integer> images,
            int embeddingDim,
            int skipped,
            double seconds,
            EncodeTimes times) {}

    @Override
    public void run() {
        long start = System.nanoTime();
        AtomicFile.requirePossible(target);
        imageOptions.check();
        if (input.texts != null && resume.resumption() == Resumption.CONTINUED) {
            throw new BadInputException("--resume: goes with --images or --dataset");
        }
        if (planned != null) {
            plan();
            return;
        }
        if (input.dataset != null) {
            encodeDataset(start);
        } else if (input.images != null) {
            encodeImages(start);
        } else {
            encodeTexts(start);
        }
    }

    private void plan() {
        if (input.images == null || planned < 0) {
            throw new BadInputException("--plan: goes with --images, and its number is at least 1");
        }
        imageOptions.requireHost("--plan");
        List<Path> files = imageFiles();
        try (Device opened = device.open(precision.precision(), output);
                Clip clip = model.open(opened, output)) {
            long images = planned == 0 ? files.size() : planned;
            ImageReading reading = imageOptions.reading(clip, (int) Math.min(images, Integer.MAX_VALUE), output);
            EncodePlan plan = new EncodePlanner(clip, reading, files, EncodePlanner.SECONDS)
                    .plan(opened.description(), model.name(), images, target, resume.interval());
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
        UnfinishedEmbeddings.requirePossible(target, restart());
        try (Device opened = device.open(precision.precision(), output);
                Clip clip = model.open(opened, output)) {
            DatasetEncoder.Encoded encoded = DatasetEncoder.encode(
                    clip,
                    input.dataset.embedding(dataset, sampling, normalize),
                    () -> reading(clip, imagesOf(dataset)),
                    output.encoding(),
                    target,
                    restart(),
                    Version.current().number());
            DatasetResult result = new DatasetResult(
                    target.toString(),
                    dataset.name(),
                    dataset.classes().size(),
                    encoded.images(),
                    clip.config().embeddingDim(),
                    encoded.skipped(),
                    secondsSince(start),
                    EncodeTimes.of(encoded.times(), encoded.writeSeconds()));
            if (output.json()) {
                output.json(result);
                return;
            }
            output.line("%s: %d classes, %d dimensions%s"
                    .formatted(target, result.classes(), result.embeddingDim(), skippedText(result.skipped())));
            result.images().forEach((name, count) -> output.line("%s: %d images".formatted(name, count)));
            result.times().lines().forEach(output::line);
        }
    }

    private static int imagesOf(Dataset dataset) {
        return Stream.of(dataset.train(), dataset.val(), dataset.test())
                .mapToInt(List::size)
                .max()
                .orElseThrow();
    }

    private void encodeImages(long start) {
        List<Path> files = imageFiles();
        requireRoomForPaths(files);
        UnfinishedEmbeddings.requirePossible(target, restart());
        try (Device opened = device.open(precision.precision(), output);
                Clip clip = model.open(opened, output)) {
            ImageReading reading = reading(clip, files.size());
            try (UnfinishedEmbeddings unfinished =
                    UnfinishedEmbeddings.open(target, restart(), () -> identity(clip, reading.batchSize(), files))) {
                EmbeddedSet set = unfinished.set("images", clip.config().embeddingDim());
                EncodingTimes times = embed(clip, reading, files, set, unfinished);
                List<String> done = Arrays.stream(set.positions())
                        .mapToObj(position -> files.get(position).toString())
                        .toList();
                if (done.isEmpty()) {
                    throw new BadInputException(
                            "%s: none of its %d images could be read".formatted(input.images, files.size()));
                }
                long embedded = System.nanoTime();
                Tensor embeddings = set.embeddings();
                write(clip, "images", embeddings, "files", done);
                unfinished.remove();
                print(new ImagesResult(
                        target.toString(),
                        done.size(),
                        clip.config().embeddingDim(),
                        files.size() - done.size(),
                        secondsSince(start),
                        EncodeTimes.of(times, secondsSince(embedded))));
            }
        }
    }

    private Restart restart() {
        return new Restart(resume.resumption(), force, resume.interval());
    }

    private ImageReading reading(Clip clip, int images) {
        OptionalInt earlier = UnfinishedEmbeddings.earlierBatchSize(target, restart());
        return earlier.isPresent()
                ? imageOptions.readingAgain(earlier.getAsInt(), output)
                : imageOptions.reading(clip, images, output);
    }

    private Map<String, String> identity(Clip clip, int batchSize, List<Path> files) {
        return EncodingIdentity.of(Version.current().number(), clip, batchSize, normalize, Map.of("images", files));
    }

    private EncodingTimes embed(
            Clip clip, ImageReading reading, List<Path> files, EmbeddedSet set, UnfinishedEmbeddings unfinished) {
        if (set.files() > 0) {
            output.log("going on behind %,d of %,d images".formatted(set.files(), files.size()));
        }
        try (EncodingListener.Counter counter = output.encoding().begin("encode", files.size() - set.files())) {
            return new FileEmbedding(clip, clip.preprocessing(), reading, normalize).embed(files, set, counter);
        } catch (BadInputException e) {
            throw new BadInputException(e.getMessage() + unfinished.kept(), e);
        }
    }

    private void print(ImagesResult result) {
        if (output.json()) {
            output.json(result);
            return;
        }
        output.line("%s: %d embeddings of %d dimensions%s"
                .formatted(target, result.count(), result.embeddingDim(), skippedText(result.skipped())));
        result.times().lines().forEach(output::line);
    }

    private void encodeTexts(long start) {
        List<String> texts = Arguments.lines(input.texts);
        try (Device opened = device.open(precision.precision(), output);
                Clip clip = model.open(opened, output);
                Scope scope = Scope.ofHost()) {
            Tensor embeddings = clip.encodeTexts(texts, scope);
            if (normalize) {
                new L2Normalize(embeddings, embeddings).reference();
            }
            write(clip, "texts", embeddings, "texts", texts);
            if (output.json()) {
                output.json(new Result(target.toString(), texts.size(), embeddings.dim(1), secondsSince(start)));
            } else {
                output.line(
                        "%s: %d embeddings of %d dimensions".formatted(target, embeddings.dim(0), embeddings.dim(1)));
            }
        }
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
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

    private void write(Clip clip, String name, Tensor embeddings, String listName, List<String> list) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(listName, JsonMapper.shared().writeValueAsString(list));
        metadata.put(
                "backbone",
                KnownArchitecture.of(clip.config()).map(KnownArchitecture::name).orElse("unnamed"));
        metadata.put("precision", clip.precision());
        metadata.put("normalized", Boolean.toString(normalize));
        metadata.put("source", "jclip encode");
        SafetensorsWriter.write(target, Map.of(name, embeddings), metadata);
    }

    private static String skippedText(int skipped) {
        return skipped == 0 ? "" : ", %d images skipped".formatted(skipped);
    }
}

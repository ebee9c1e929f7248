// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import static io.github.jclip.clip.tower.EncodingStage.COMPUTING;
import static io.github.jclip.clip.tower.EncodingStage.COPYING_IN;
import static io.github.jclip.clip.tower.EncodingStage.COPYING_OUT;
import static io.github.jclip.clip.tower.EncodingStage.PREPARING;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.EncodingTimes;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.image.ImageLoader;
import io.github.jclip.clip.image.LoadingTimes;
import io.github.jclip.clip.tower.EncodingStage;
import io.github.jclip.taskres.images.ImageReading;
import io.github.jclip.taskres.images.UnfinishedEmbeddings;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Measures the stages of an embedding of images on some of them. Each stage is run before it is timed, since the JVM
 * compiles what it runs; so files come from the operating system's cache, except at the first reading.
 */
final class EncodePlanner {
    private static final int LARGEST_SAMPLE = 256;

    /** For how long a stage runs before it is timed, and while it is, at least. */
    static final double SECONDS = 2.5;

    private static final double NANOS = 1e9;
    private static final int FEWEST_BATCHES = 4;
    private static final long TEST_FILE_BYTES = 16 << 20;

    /** What is over sooner than a clock can tell is taken for this long. */
    private static final double LEAST_SECONDS = 1e-9;

    private final Clip clip;
    private final ImageReading reading;
    private final List<Path> files;
    private final List<Path> sample;
    private final double seconds;

    /**
     * Plans nothing yet.
     *
     * @param files all of them; images that are spread over the list are measured
     * @param seconds of a measurement, and of the warm-up before it: {@link #SECONDS}
     */
    EncodePlanner(Clip clip, ImageReading reading, List<Path> files, double seconds) {
        this.clip = clip;
        this.reading = reading;
        this.files = files;
        this.seconds = seconds;
        int size = Math.min(files.size(), LARGEST_SAMPLE);
        this.sample = IntStream.range(0, size)
                .mapToObj(i -> files.get((int) ((long) i * files.size() / size)))
                .toList();
    }

    /**
     * Measures.
     *
     * @param planned how many images there will be
     * @param target what will be written; a file is written beside it for a moment
     * @param interval from one time that embeddings are made safe to the next
     * @throws BadInputException if no image can be read
     */
    EncodePlan plan(String device, String model, long planned, Path target, Duration interval) {
        try (Scope scope = Scope.ofHost()) {
            Tensor batch = scope.allocate(
                    DType.F32,
                    reading.batchSize(),
                    3,
                    clip.preprocessing().size(),
                    clip.preprocessing().size());
            LoadingTimes first = load(batch);
            LoadingTimes again = load(batch);
            if (again.images() == 0) {
                throw new BadInputException(
                        "%s: none of %d images could be read".formatted(sample.getFirst(), sample.size()));
            }
            EncodingTimes tower = measured(() -> embed(again.threads(), batch));
            double together = rate(measured(() -> together(rate(tower))));
            double write = writing(target);
            Memory memory = Memory.ofThisMachine();
            return new EncodePlan(
                    target.toString(),
                    model,
                    device,
                    planned,
                    sample.size(),
                    reading.batchSize(),
                    reading.threads(),
                    List.of(
                            new EncodePlan.Stage("read", rate(first, first.readSeconds()), "at the first reading"),
                            new EncodePlan.Stage("decode", rate(again, again.decodeSeconds()), ""),
                            new EncodePlan.Stage("preprocess", rate(again, again.preprocessSeconds()), ""),
                            new EncodePlan.Stage(
                                    "copy", rate(tower, COPYING_IN, COPYING_OUT), "while nothing is computed"),
                            new EncodePlan.Stage("compute", rate(tower, COMPUTING), ""),
                            new EncodePlan.Stage("write", write, "at the end")),
                    together,
                    planned / together + planned / write,
                    Math.round((double) again.bytes() / again.images() * planned),
                    planned * embeddingBytes(),
                    Math.round((double) EncodePlan.headerBytes(files) / files.size() * planned),
                    Memory.peakOfThisProcess(),
                    memory.availableBytes(),
                    UnfinishedEmbeddings.folder(target).getFileName().toString(),
                    interval.toMillis() / 1e3);
        }
    }

    private long embeddingBytes() {
        return (long) clip.config().embeddingDim() * DType.F32.byteSize();
    }

    /** Reads, decodes and preprocesses the sample, with nothing else going on. */
    private LoadingTimes load(Tensor firstBatch) {
        try (ImageBatches batches = batches(sample)) {
            for (boolean first = true; batches.next(); first = false) {
                Tensor images = batches.images();
                if (first) {
                    firstBatch.slice(0, 0, images.dim(0)).copyFrom(images);
                }
            }
            return batches.times();
        }
    }

    private ImageBatches batches(List<Path> images) {
        return ImageBatches.open(
                images, clip.preprocessing(), reading.batchSize(), reading.threads(), reading.policy(), _ -> {});
    }

    /** Images a second of a step, with all threads at it. */
    private static double rate(LoadingTimes times, double stepSeconds) {
        return times.threads() * times.images() / Math.max(stepSeconds, LEAST_SECONDS);
    }

    /** Images a second of some of a device's stages. */
    private static double rate(EncodingTimes times, EncodingStage... stages) {
        double seconds = Arrays.stream(stages).mapToDouble(times::seconds).sum();
        return times.images() / Math.max(seconds, LEAST_SECONDS);
    }

    /** Images a second of all that embedding takes once the model is loaded. */
    private static double rate(EncodingTimes times) {
        return times.images() / Math.max(times.seconds() - times.seconds(PREPARING), LEAST_SECONDS);
    }

    /** The tower by itself, on images that are there. */
    private EncodingTimes embed(int threads, Tensor batch) {
        int batchSize = reading.batchSize();
        ImageLoader ready = (position, out) -> out.copyFrom(batch.select(0, position % batchSize));
        try (ImageBatches batches = ImageBatches.open(
                repeated(FEWEST_BATCHES * batchSize),
                clip.preprocessing().size(),
                ready,
                batchSize,
                threads,
                reading.policy(),
                _ -> {})) {
            return clip.encodeImages(batches, (_, _, _) -> {});
        }
    }

    /** All stages at work, as an embedding has them, for about as long as a measurement takes. */
    private EncodingTimes together(double towerRate) {
        int count = Math.max(FEWEST_BATCHES, (int) Math.ceil(seconds * towerRate / reading.batchSize()));
        try (ImageBatches batches = batches(repeated(count * reading.batchSize()))) {
            return clip.encodeImages(batches, (_, _, _) -> {});
        }
    }

    /** The sample again and again. */
    private List<Path> repeated(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> sample.get(i % sample.size()))
                .toList();
    }

    private double writing(Path target) {
        Path trial = target.resolveSibling("." + target.getFileName() + ".plan");
        int rows = Math.toIntExact(TEST_FILE_BYTES / embeddingBytes());
        try (Scope scope = Scope.ofHost()) {
            Tensor embeddings = scope.allocate(DType.F32, rows, clip.config().embeddingDim());
            long start = System.nanoTime();
            SafetensorsWriter.write(trial, Map.of("images", embeddings), Map.of());
            return rows * NANOS / (System.nanoTime() - start);
        } finally {
            AtomicFile.delete(trial);
        }
    }

    /** A piece of work that is repeated for some time, after as much time. */
    private EncodingTimes measured(Supplier<EncodingTimes> work) {
        repeat(work);
        return repeat(work);
    }

    private EncodingTimes repeat(Supplier<EncodingTimes> work) {
        long end = System.nanoTime() + (long) (seconds * NANOS);
        EncodingTimes all = EncodingTimes.none();
        do {
            all = all.plus(work.get());
        } while (System.nanoTime() < end);
        return all;
    }
}

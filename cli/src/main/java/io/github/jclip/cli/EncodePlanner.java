// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.taskres.images.ImageReading;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
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
     * @throws BadInputException if no image can be read
     */
    EncodePlan plan(String device, String model, long planned, Path target) {
        try (Scope scope = Scope.ofHost()) {
            Tensor batch = scope.allocate(
                    DType.F32,
                    reading.batchSize(),
                    3,
                    clip.preprocessing().size(),
                    clip.preprocessing().size());
            TimedLoading first = load(batch);
            TimedLoading again = load(batch);
            if (again.images.sum() == 0) {
                throw new BadInputException(
                        "%s: none of %d images could be read".formatted(sample.getFirst(), sample.size()));
            }
            double compute = rate(reading.batchSize(), () -> embed(batch));
            double together = together(compute);
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
                            new EncodePlan.Stage("read", rate(first, first.read), "at the first reading"),
                            new EncodePlan.Stage("decode", rate(again, again.decode), ""),
                            new EncodePlan.Stage("preprocess", rate(again, again.preprocess), ""),
                            new EncodePlan.Stage("compute", compute, "with copies to and from the device"),
                            new EncodePlan.Stage("write", write, "at the end")),
                    together,
                    planned / together + planned / write,
                    Math.round((double) again.bytes.sum() / again.images.sum() * planned),
                    planned * embeddingBytes(),
                    Math.round((double) EncodePlan.headerBytes(files) / files.size() * planned),
                    Memory.peakOfThisProcess() + planned * embeddingBytes(),
                    memory.availableBytes());
        }
    }

    private long embeddingBytes() {
        return (long) clip.config().embeddingDim() * DType.F32.byteSize();
    }

    /** Reads, decodes and preprocesses the sample, with nothing else going on. */
    private TimedLoading load(Tensor firstBatch) {
        TimedLoading loading = new TimedLoading(sample, clip.preprocessing());
        try (ImageBatches batches = ImageBatches.open(
                sample,
                clip.preprocessing().size(),
                loading,
                reading.batchSize(),
                reading.threads(),
                reading.policy(),
                _ -> {})) {
            for (boolean first = true; batches.next(); first = false) {
                Tensor images = batches.images();
                if (first) {
                    firstBatch.slice(0, 0, images.dim(0)).copyFrom(images);
                }
            }
        }
        return loading;
    }

    /** Images a second of a step, with all threads at it. */
    private double rate(TimedLoading loading, LongAdder step) {
        return reading.threads() * loading.images.sum() * NANOS / Math.max(1, step.sum());
    }

    private void embed(Tensor batch) {
        try (Scope scope = Scope.ofHost()) {
            clip.encodeImages(batch, scope);
        }
    }

    /** All stages at work, as an embedding has them, on the sample again and again. */
    private double together(double compute) {
        int batchSize = reading.batchSize();
        int count = Math.max(FEWEST_BATCHES, (int) Math.ceil(seconds * compute / batchSize)) * batchSize;
        List<Path> repeated = IntStream.range(0, count)
                .mapToObj(i -> sample.get(i % sample.size()))
                .toList();
        return rate(count, () -> {
            try (ImageBatches batches = ImageBatches.open(
                    repeated, clip.preprocessing(), batchSize, reading.threads(), reading.policy(), _ -> {})) {
                clip.encodeImages(batches, (_, _, _) -> {});
            }
        });
    }

    private double writing(Path target) {
        Path trial = target.resolveSibling("." + target.getFileName() + ".plan");
        int rows = Math.toIntExact(TEST_FILE_BYTES / embeddingBytes());
        try (Scope scope = Scope.ofHost()) {
            Tensor embeddings = scope.allocate(DType.F32, rows, clip.config().embeddingDim());
            return rate(rows, () -> SafetensorsWriter.write(trial, Map.of("images", embeddings), Map.of()));
        } finally {
            AtomicFile.delete(trial);
        }
    }

    /** Images a second of a piece of work that is repeated. */
    private double rate(int images, Runnable work) {
        repeat(work);
        long start = System.nanoTime();
        int times = repeat(work);
        return (double) times * images * NANOS / (System.nanoTime() - start);
    }

    /** How often a piece of work is done in this time, at least once. */
    private int repeat(Runnable work) {
        long end = System.nanoTime() + (long) (seconds * NANOS);
        int times = 0;
        do {
            work.run();
            times++;
        } while (System.nanoTime() < end);
        return times;
    }
}

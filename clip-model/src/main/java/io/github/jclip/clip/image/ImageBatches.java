// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Decodes and preprocesses a list of image files in parallel and delivers them in order, in batches:
 *
 * {@snippet :
 * try (ImageBatches batches = ImageBatches.open(files, preprocessing, 32, 8, BrokenImagePolicy.SKIP, log::warn)) {
 *     while (batches.next()) {
 *         encode(batches.images(), batches.paths());
 *     }
 * }
 * }
 *
 * <p>A few batches are prepared ahead of the one that is delivered, in memory that is allocated once. For use by one
 * thread at a time.
 */
public final class ImageBatches implements AutoCloseable {
    private static final int CHANNELS = 3;

    private final List<Path> files;
    private final int batchSize;
    private final int threads;
    private final IntFunction<LoadingTimes> times;
    private final BrokenImagePolicy policy;
    private final Consumer<BadInputException> skipped;
    private final ExecutorService workers;
    private final Scope scope = Scope.ofHost();
    private final Deque<BatchMemory> free = new ArrayDeque<>();
    private final Deque<Pending> ahead = new ArrayDeque<>();
    private int submitted;
    private BatchMemory memory;
    private int count;
    private int[] positions = {};

    /** A batch whose images are being written into its memory. */
    private record Pending(int firstFile, BatchMemory memory, List<Future<?>> images) {}

    private ImageBatches(
            List<Path> files,
            int batchSize,
            int threads,
            IntFunction<LoadingTimes> times,
            BrokenImagePolicy policy,
            Consumer<BadInputException> skipped) {
        this.files = List.copyOf(files);
        this.batchSize = batchSize;
        this.threads = threads;
        this.times = times;
        this.policy = policy;
        this.skipped = skipped;
        this.workers = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("jclip-images-", 0).factory());
    }

    /**
     * Starts to decode.
     *
     * @param batchSize images of a batch, at least 1
     * @param threads decoding threads, at least 1
     * @param policy what to do with broken images
     * @param skipped told of each image left out under {@link BrokenImagePolicy#SKIP}, in order, by the thread that
     *     calls {@link #next()}
     */
    public static ImageBatches open(
            List<Path> files,
            Preprocessing preprocessing,
            int batchSize,
            int threads,
            BrokenImagePolicy policy,
            Consumer<BadInputException> skipped) {
        List<Path> copied = List.copyOf(files);
        return open(
                copied,
                preprocessing.size(),
                new FileLoader(copied, preprocessing),
                batchSize,
                threads,
                policy,
                skipped);
    }

    /**
     * Starts to load images by other means, for example augmented views.
     *
     * @param size rows and columns of an image
     * @param loader makes an image ready; what it throws comes out of {@link #next()}, as broken images do
     * @param batchSize images of a batch, at least 1
     * @param threads loading threads, at least 1
     * @param policy what to do with broken images
     * @param skipped told of each image left out under {@link BrokenImagePolicy#SKIP}, in order, by the thread that
     *     calls {@link #next()}
     */
    public static ImageBatches open(
            List<Path> files,
            int size,
            ImageLoader loader,
            int batchSize,
            int threads,
            BrokenImagePolicy policy,
            Consumer<BadInputException> skipped) {
        return open(
                files,
                (slots, scope) -> new NormalisedMemory(scope.allocate(DType.F32, slots, CHANNELS, size, size), loader),
                loader::times,
                batchSize,
                threads,
                policy,
                skipped);
    }

    /**
     * Starts to decode, and leaves the preprocessing to a device: batches have {@link #pixels()}, of which it makes what
     * {@link #images()} would be, bit for bit.
     *
     * @param batchSize images of a batch, at least 1
     * @param threads decoding threads, at least 1
     * @param policy what to do with broken images
     * @param skipped told of each image left out under {@link BrokenImagePolicy#SKIP}, in order, by the thread that
     *     calls {@link #next()}
     * @throws BadInputException if the pixels of a batch could be more than a tensor holds
     */
    public static ImageBatches openPixels(
            List<Path> files,
            Preprocessing preprocessing,
            int batchSize,
            int threads,
            BrokenImagePolicy policy,
            Consumer<BadInputException> skipped) {
        List<Path> copied = List.copyOf(files);
        FileLoader loader = new FileLoader(copied, preprocessing);
        return open(
                copied,
                (slots, scope) -> new PixelMemory(preprocessing, loader::load, slots, scope),
                loader::times,
                batchSize,
                threads,
                policy,
                skipped);
    }

    private static ImageBatches open(
            List<Path> files,
            BatchMemory.Maker memories,
            IntFunction<LoadingTimes> times,
            int batchSize,
            int threads,
            BrokenImagePolicy policy,
            Consumer<BadInputException> skipped) {
        if (batchSize < 1 || threads < 1) {
            throw new IllegalArgumentException("batch size %d, %d threads".formatted(batchSize, threads));
        }
        ImageBatches batches = new ImageBatches(files, batchSize, threads, times, policy, skipped);
        try {
            batches.start(memories);
        } catch (RuntimeException e) {
            batches.close();
            throw e;
        }
        return batches;
    }

    /** Allocates the batches in flight: enough to keep every thread busy while one batch is with the caller. */
    private void start(BatchMemory.Maker memories) {
        int capacity = Math.max(1, Math.min(batchSize, files.size()));
        int batches = Math.ceilDiv(files.size(), batchSize);
        int inFlight = Math.min(batches, 2 + Math.ceilDiv(threads, batchSize));
        for (int i = 0; i < inFlight; i++) {
            free.add(memories.make(capacity, scope));
        }
        fillAhead();
    }

    /**
     * Moves on to the next batch; the tensor of the one before is used again.
     *
     * @return false after the last batch
     * @throws BadInputException for the first broken image, under {@link BrokenImagePolicy#FAIL}
     */
    public boolean next() {
        release();
        while (!ahead.isEmpty()) {
            await(ahead.remove());
            if (count > 0) {
                return true;
            }
            release();
        }
        return false;
    }

    /**
     * The images of the current batch.
     *
     * @return F32 [B, 3, size, size], contiguous; B is the batch size, less in the last batch and where images were
     *     left out. Valid until {@link #next()} or {@link #close()}
     * @throws IllegalStateException if they are left to a device to preprocess
     */
    public Tensor images() {
        requireBatch();
        if (!(memory instanceof NormalisedMemory normalised)) {
            throw new IllegalStateException("the images are left to a device to preprocess");
        }
        return normalised.images().slice(0, 0, count);
    }

    /**
     * The images of the current batch as pixels, where a device preprocesses them; valid until {@link #next()} or
     * {@link #close()}.
     */
    public Optional<PixelBatch> pixels() {
        requireBatch();
        return memory instanceof PixelMemory pixels ? Optional.of(pixels.batch(count)) : Optional.empty();
    }

    /** The files of the current batch, one for each image. */
    public List<Path> paths() {
        requireBatch();
        List<Path> paths = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            paths.add(files.get(positions[i]));
        }
        return paths;
    }

    /** Where the files of the current batch stand in the list that was given, one for each image. */
    public int[] positions() {
        requireBatch();
        return Arrays.copyOf(positions, count);
    }

    /** How long the steps of loading have taken so far, also of batches that are prepared ahead. */
    public LoadingTimes times() {
        return times.apply(threads);
    }

    private void requireBatch() {
        if (count == 0) {
            throw new IllegalStateException("no current batch: call next() first");
        }
    }

    private void release() {
        if (memory != null) {
            free.add(memory);
        }
        memory = null;
        count = 0;
        fillAhead();
    }

    private void fillAhead() {
        while (!free.isEmpty() && submitted < files.size()) {
            BatchMemory target = free.remove();
            target.clear();
            int first = submitted;
            int images = Math.min(batchSize, files.size() - first);
            List<Future<?>> futures = new ArrayList<>(images);
            for (int i = 0; i < images; i++) {
                int slot = i;
                futures.add(workers.submit(() -> target.load(first + slot, slot)));
            }
            ahead.add(new Pending(first, target, futures));
            submitted += images;
        }
    }

    /** Makes a batch the current one; the images after a broken one move up. */
    private void await(Pending batch) {
        memory = batch.memory();
        positions = new int[batch.images().size()];
        int arrived = 0;
        for (int i = 0; i < positions.length; i++) {
            if (!hasArrived(batch.images().get(i))) {
                continue;
            }
            if (arrived < i) {
                memory.move(i, arrived);
            }
            positions[arrived++] = batch.firstFile() + i;
        }
        count = arrived;
    }

    private boolean hasArrived(Future<?> image) {
        try {
            image.get();
            return true;
        } catch (ExecutionException e) {
            if (policy == BrokenImagePolicy.SKIP && e.getCause() instanceof BadInputException broken) {
                skipped.accept(broken);
                return false;
            }
            throw rethrown(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for images", e);
        }
    }

    private static RuntimeException rethrown(Throwable cause) {
        if (cause instanceof BadInputException broken) {
            return new BadInputException(broken.getMessage(), broken);
        }
        return new IllegalStateException("preprocessing failed", cause);
    }

    /** Stops decoding, waits for the images in work, and frees the memory of all batches. */
    @Override
    public void close() {
        workers.shutdownNow();
        workers.close();
        count = 0;
        scope.close();
    }
}

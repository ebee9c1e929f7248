// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.clip.VisionConfig;
import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.image.PixelBatch;
import io.github.jclip.clip.image.PreprocessingPlace;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Mark;
import io.github.jclip.tensor.OutOfDeviceMemoryException;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.Transfer;
import io.github.jclip.tensor.op.Op;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** An image tower on a device. Calls are serialised. */
public final class ImageEncoder implements AutoCloseable {
    private static final int CHANNELS = 3;

    /** One is computed with while the other arrives. */
    private static final int STAGED_BATCHES = 2;

    private static final int SHAPES = 2;
    private static final int HEAD_ROOM = 8;

    /**
     * A batch that fits a device.
     *
     * @param bytes that it needs
     * @param freeBytes of the device
     */
    public record FittingBatch(int images, long bytes, long freeBytes) {}

    private record BatchShape(int images, boolean showsStages) {}

    private record Unrolled(Program program, Tensor images, Tensor embeddings) implements AutoCloseable {
        @Override
        public void close() {
            program.close();
        }
    }

    /** Images on the host. */
    private sealed interface Batch permits Normalised, Pixels {
        int size();

        Batch part(int from, int to);
    }

    private record Normalised(Tensor images) implements Batch {
        @Override
        public int size() {
            return images.dim(0);
        }

        @Override
        public Normalised part(int from, int to) {
            return new Normalised(images.slice(0, from, to));
        }
    }

    private record Pixels(PixelBatch batch) implements Batch {
        @Override
        public int size() {
            return batch.images().size();
        }

        @Override
        public Pixels part(int from, int to) {
            return new Pixels(batch.part(from, to));
        }
    }

    private final Device device;
    private final Scope weights;
    private final ImageTower tower;
    private final ProgramCache<BatchShape, Unrolled> programs;
    private final BatchLimit limit;
    private final GrowingInput imageInput;
    private final PixelInput pixelInput;

    /** A tower of which nobody hears that it takes smaller batches than it is given. */
    public ImageEncoder(
            Device device, WeightSource source, VisionConfig config, int resolution, TowerSettings settings) {
        this(device, source, config, resolution, settings, _ -> {});
    }

    /**
     * Loads a tower onto a device.
     *
     * @param source tensors named {@code visual.…}; they must stay alive as long as the encoder
     * @param notices told in a line when the device has too little memory for a batch, which is then taken in parts
     */
    public ImageEncoder(
            Device device,
            WeightSource source,
            VisionConfig config,
            int resolution,
            TowerSettings settings,
            Consumer<String> notices) {
        this.limit = new BatchLimit(Integer.MAX_VALUE, "images", notices);
        this.device = device;
        this.imageInput = new GrowingInput(device, DType.F32);
        this.pixelInput = new PixelInput(device);
        this.weights = device.openScope();
        this.programs = new ProgramCache<>(device, BatchShape::images, this::unroll);
        Parameters visual = new Parameters(device, source, weights).at("visual");
        this.tower = switch (config) {
            case VitConfig vit -> new VisionTransformer(visual, resolution, vit, settings);
            case ResNetConfig resNet -> new ModifiedResNet(visual, resolution, resNet);
        };
    }

    /** R, the height and width of the images in pixels. */
    private int resolution() {
        return tower.resolution();
    }

    /** E, the embedding dimension. */
    public int embeddingDim() {
        return tower.embeddingDim();
    }

    /** Marks the point behind everything that its device was given so far. */
    public Mark mark() {
        return device.mark();
    }

    /**
     * Embeds images.
     *
     * @param images normalised, host F32 [B, 3, R, R]
     * @param result host tensor [B, E], overwritten with embeddings that are not normalised
     * @throws io.github.jclip.tensor.OutOfDeviceMemoryException if the device has too little memory for one image
     */
    public void encode(Tensor images, Tensor result) {
        start(images, result, _ -> {}).await();
    }

    /**
     * As {@link #encode}, but possibly without waiting for the device, so that the next batch can be brought to it
     * meanwhile.
     *
     * @param images may be changed when this returns
     * @param result has the embeddings when the transfer was awaited
     * @param passed told of each stage when all of it has been submitted
     */
    public Transfer start(Tensor images, Tensor result, Consumer<EncodingStage> passed) {
        requireImages(images);
        return start(new Normalised(images), result, passed);
    }

    /**
     * As {@link #start(Tensor, Tensor, Consumer)}, with images that the device preprocesses.
     *
     * @param batch may be changed when this returns
     * @param result has the embeddings when the transfer was awaited
     * @param passed told of each stage when all of it has been submitted
     */
    public Transfer start(PixelBatch batch, Tensor result, Consumer<EncodingStage> passed) {
        if (batch.preprocessing().size() != resolution()) {
            throw new IllegalArgumentException("squares of %d pixels for %d"
                    .formatted(batch.preprocessing().size(), resolution()));
        }
        return start(new Pixels(batch), result, passed);
    }

    private synchronized Transfer start(Batch batch, Tensor result, Consumer<EncodingStage> passed) {
        int size = batch.size();
        if (size <= limit.most()) {
            try {
                Unrolled unrolled = programs.get(new BatchShape(size, false));
                passed.accept(EncodingStage.PREPARING);
                bringIn(batch, unrolled.images(), passed);
                unrolled.program().run();
                passed.accept(EncodingStage.COMPUTING);
                Transfer transfer = HostCopies.startDownload(device, unrolled.embeddings(), result);
                passed.accept(EncodingStage.COPYING_OUT);
                return transfer;
            } catch (OutOfDeviceMemoryException e) {
                giveMemoryBack();
                limit.halve(size, e);
            }
        }
        for (int from = 0; from < size; ) {
            int to = Math.min(size, from + limit.most());
            start(batch.part(from, to), result.slice(0, from, to), passed).await();
            from = to;
        }
        return Transfer.done();
    }

    /** As {@link #encode(Tensor, Tensor)}, showing every named stage to a listener. */
    public synchronized void encode(Tensor images, Tensor result, Program.StageListener listener) {
        requireImages(images);
        Unrolled unrolled = programs.get(new BatchShape(images.dim(0), true));
        imageInput.write(images, unrolled.images());
        unrolled.program().run(listener);
        HostCopies.download(device, unrolled.embeddings(), result);
    }

    private void requireImages(Tensor images) {
        Shape expected = Shape.of(images.dim(0), CHANNELS, resolution(), resolution());
        if (!images.shape().equals(expected)) {
            throw new IllegalArgumentException("images have shape %s, expected %s".formatted(images.shape(), expected));
        }
    }

    private void bringIn(Batch batch, Tensor target, Consumer<EncodingStage> passed) {
        switch (batch) {
            case Normalised it -> {
                imageInput.write(it.images(), target);
                passed.accept(EncodingStage.COPYING_IN);
            }
            case Pixels it -> {
                Op preprocessing = pixelInput.write(it.batch(), target);
                passed.accept(EncodingStage.COPYING_IN);
                device.execute(preprocessing);
                passed.accept(EncodingStage.PREPROCESSING);
            }
        }
    }

    /**
     * About how many bytes of the device's memory embedding takes beside the weights, without taking them: for intermediate
     * results, for images, of which two batches are there at a time, and twice what ops need for themselves, since the last
     * batch, which is smaller, has its own.
     *
     * @param images of a batch
     * @param place where they are preprocessed: on the device, images come as pixels, as large as they may be
     */
    public long bytesFor(int images, PreprocessingPlace place) {
        try (Device plan = new PlanningDevice(device.computeType());
                Buffers buffers = new Buffers(plan);
                Program program = new Program(plan, buffers, false)) {
            append(program, images);
            return program.allocatedBytes()
                    + buffers.byteSize()
                    + images * bytesOnTheWay(place)
                    + SHAPES * program.temporaryBytes(device);
        }
    }

    /** Of an image, in all places where it is before the tower's program has it. */
    private long bytesOnTheWay(PreprocessingPlace place) {
        return switch (place) {
            case HOST -> (long) STAGED_BATCHES * CHANNELS * resolution() * resolution() * DType.F32.byteSize();
            case DEVICE -> (STAGED_BATCHES + 1) * PixelBatch.mostBytes(resolution());
        };
    }

    /**
     * The largest power of two of images that the device has memory for, with an eighth of it left free; empty where the
     * device does not tell what is free.
     *
     * @param most images that are asked for
     * @param place where they are preprocessed
     */
    public synchronized Optional<FittingBatch> fittingBatch(int most, PreprocessingPlace place) {
        OptionalLong free = device.freeMemory();
        if (free.isEmpty()) {
            return Optional.empty();
        }
        long usable = free.getAsLong() - free.getAsLong() / HEAD_ROOM;
        int images = Integer.highestOneBit(most);
        while (images > 1 && bytesFor(images, place) > usable) {
            images /= 2;
        }
        return Optional.of(new FittingBatch(images, bytesFor(images, place), free.getAsLong()));
    }

    private void giveMemoryBack() {
        imageInput.close();
        pixelInput.close();
        programs.close();
    }

    private Unrolled unroll(BatchShape shape, Buffers buffers) {
        return Program.build(device, buffers, shape.showsStages(), program -> {
            return append(program, shape.images());
        });
    }

    private Unrolled append(Program program, int count) {
        Tensor images = program.borrow(count, CHANNELS, resolution(), resolution());
        Tensor embeddings = tower.append(program, images);
        program.giveBack(images);
        return new Unrolled(program, images, embeddings);
    }

    @Override
    public synchronized void close() {
        giveMemoryBack();
        weights.close();
    }
}

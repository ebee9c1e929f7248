// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.clip.VisionConfig;
import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;

/** An image tower on a device. Calls are serialised. */
public final class ImageEncoder implements AutoCloseable {
    private record BatchShape(int images, boolean showsStages) {}

    private record Unrolled(Program program, Tensor images, Tensor embeddings) implements AutoCloseable {
        @Override
        public void close() {
            program.close();
        }
    }

    private final Device device;
    private final Scope weights;
    private final ImageTower tower;
    private final ProgramCache<BatchShape, Unrolled> programs;

    /**
     * Loads a tower onto a device.
     *
     * @param source tensors named {@code visual.…}; they must stay alive as long as the encoder
     */
    public ImageEncoder(
            Device device, WeightSource source, VisionConfig config, int resolution, TowerSettings settings) {
        this.device = device;
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

    /**
     * Embeds images.
     *
     * @param images normalised, host F32 [B, 3, R, R]
     * @param result host tensor [B, E], overwritten with embeddings that are not normalised
     */
    public void encode(Tensor images, Tensor result) {
        encode(images, result, null);
    }

    /** As {@link #encode(Tensor, Tensor)}, showing every named stage to a listener, or to none if it is null. */
    public synchronized void encode(Tensor images, Tensor result, Program.StageListener listener) {
        Shape expected = Shape.of(images.dim(0), 3, resolution(), resolution());
        if (!images.shape().equals(expected)) {
            throw new IllegalArgumentException("images have shape %s, expected %s".formatted(images.shape(), expected));
        }
        Unrolled unrolled = programs.get(new BatchShape(images.dim(0), listener != null));
        HostCopies.upload(device, images, unrolled.images());
        if (listener == null) {
            unrolled.program().run();
        } else {
            unrolled.program().run(listener);
        }
        HostCopies.download(device, unrolled.embeddings(), result);
    }

    private Unrolled unroll(BatchShape shape, Buffers buffers) {
        Program program = new Program(device, buffers, shape.showsStages());
        Program.Input images = program.borrowInput(shape.images(), 3, resolution(), resolution());
        Tensor embeddings = tower.append(program, images.computed());
        program.giveBack(images.computed());
        return new Unrolled(program, images.filled(), embeddings);
    }

    @Override
    public synchronized void close() {
        programs.close();
        weights.close();
    }
}

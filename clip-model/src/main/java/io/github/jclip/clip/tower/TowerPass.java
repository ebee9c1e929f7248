// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PreparedOps;
import io.github.jclip.tensor.Tensor;

/**
 * A tower unrolled for one batch, forward and backward, on fixed buffers: write the input, run {@link #forward}, write
 * the gradient of the embeddings, run {@link #backward}. Gradients of parameters and prompts are added to what is there.
 * Nothing is allocated while it runs. Not safe for several threads.
 */
public final class TowerPass implements AutoCloseable {

    /**
     * What a tower makes of a program.
     *
     * @param input images [B, 3, R, R], token ids [B, T], or embedded tokens [B, T, C]
     * @param ends I32 [B], or null
     * @param dinput gradient of embedded tokens, or null
     * @param forwardOps how many ops make the forward pass
     */
    record Unrolled(Tensor input, Tensor ends, Tensor embeddings, Tensor dembeddings, Tensor dinput, int forwardOps) {}

    /** Appends a tower to an empty program. */
    @FunctionalInterface
    interface Unrolling {
        Unrolled unroll(Program program);
    }

    private final Device device;
    private final Buffers buffers;
    private final Program program;
    private final Unrolled unrolled;
    private final PreparedOps forward;
    private final PreparedOps backward;

    private TowerPass(Device device, Unrolling unrolling) {
        this.device = device;
        this.buffers = new Buffers(device);
        this.program = new Program(device, buffers, false);
        try {
            this.unrolled = unrolling.unroll(program);
            this.forward = program.prepare(0, unrolled.forwardOps());
            this.backward = program.prepare(unrolled.forwardOps(), program.size());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    static TowerPass open(Device device, Unrolling unrolling) {
        return new TowerPass(device, unrolling);
    }

    /** What {@link #activationBytes} of a pass will be, without taking the memory. */
    static long plan(Device device, Unrolling unrolling) {
        try (Device plan = new PlanningDevice(device.computeType());
                TowerPass pass = new TowerPass(plan, unrolling)) {
            return pass.activationBytes();
        }
    }

    /** Where the batch goes, on the device: images [B, 3, R, R], token ids I32 [B, T], or embedded tokens [B, T, C]. */
    public Tensor input() {
        return unrolled.input();
    }

    /** Writes the input from F32 host memory. */
    public void setInput(Tensor host) {
        HostCopies.upload(device, host, unrolled.input());
    }

    /** Where the position of each text's end goes, I32 [B]; null for images. */
    public Tensor ends() {
        return unrolled.ends();
    }

    /** The embeddings, not normalised, [B, E]. */
    public Tensor embeddings() {
        return unrolled.embeddings();
    }

    /** Where the gradient of the embeddings goes, [B, E]. */
    public Tensor dembeddings() {
        return unrolled.dembeddings();
    }

    /** The gradient of embedded tokens, overwritten by the backward pass; null for other inputs. */
    public Tensor dinput() {
        return unrolled.dinput();
    }

    /** Bytes of inputs, activations and their gradients, without the weights; all of it is taken from the start. */
    public long activationBytes() {
        return program.allocatedBytes() + buffers.byteSize();
    }

    /** Computes the embeddings. */
    public void forward() {
        forward.run();
    }

    /** Computes the gradients of what is trained; the forward pass of the same input must have run right before. */
    public void backward() {
        backward.run();
    }

    @Override
    public void close() {
        program.close();
        buffers.close();
    }
}

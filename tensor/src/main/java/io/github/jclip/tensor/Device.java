// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import io.github.jclip.tensor.op.Op;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Something that executes {@linkplain Op ops}: the CPU, a GPU, or the double-precision reference. Ops of one device run
 * in the order given; {@link #synchronize()} waits for them.
 */
public interface Device extends AutoCloseable {

    /** How users name it: {@code cpu}, {@code cuda:0}, {@code reference}. */
    String name();

    /** One line for the log: what runs the ops, with which widths, libraries and threads. */
    String description();

    /** The type of activations: what the device computes in. */
    DType computeType();

    /** How exactly it computes, in a word: its compute type, unless products are less exact ({@link Precision}). */
    default String precision() {
        return computeType().name();
    }

    /** What this device has found out about its own speed since it was opened, a line each, for reports. */
    default List<String> findings() {
        return List.of();
    }

    /** Bytes of its own memory that are free now; empty where it uses the host's, or cannot tell. */
    default OptionalLong freeMemory() {
        return OptionalLong.empty();
    }

    /** About how many bytes of its memory an op of a forward pass takes for itself while it runs; its tensors need none. */
    default long temporaryBytes(Op op) {
        return 0;
    }

    /** A scope of this device's memory. */
    Scope openScope();

    /** Why this device cannot execute an op, or empty if it can. */
    Optional<String> unsupported(Op op);

    /**
     * Gets ready for the first ops, where that can be done beforehand: for a thread that has nothing better to do. Ops may
     * be executed meanwhile.
     */
    default void warmUp() {}

    /**
     * Executes an op.
     *
     * @throws UnsupportedOperationException with the reason, where {@link #unsupported(Op)} gives one
     */
    void execute(Op op);

    /**
     * Gets ready to execute a fixed sequence of ops often. A device may then submit it as a whole, and hold memory of its
     * own for it until it is closed.
     */
    default PreparedOps prepare(List<Op> ops) {
        return new OpByOp(this, ops);
    }

    /**
     * Lays out a weight matrix as this device multiplies with it fastest, widening F16 and BF16 where it computes in
     * F32.
     *
     * @param weight [N, K], any strides; must stay alive as long as the result
     * @param scope owner of the new memory
     */
    PackedMatrix pack(Tensor weight, Scope scope);

    /**
     * Lays out the weights of convolutions with one kernel and stride, as {@link #pack} does, but possibly in a form
     * that no other op can take.
     *
     * @param weight [N, kernel·kernel·C], any strides; must stay alive as long as the result
     * @param scope owner of the new memory
     */
    default PackedMatrix packConvolution(Tensor weight, int kernel, int stride, Scope scope) {
        return pack(weight, scope);
    }

    /**
     * Lays out again a matrix of {@link #pack} or {@link #packConvolution} whose {@linkplain PackedMatrix#source() source}
     * has changed, as weights do in training.
     *
     * @throws UnsupportedOperationException if this device trains nothing
     */
    default void repack(PackedMatrix matrix) {
        throw new UnsupportedOperationException("device " + name() + " cannot train weights");
    }

    /**
     * A host tensor's counterpart on this device: the tensor itself where the device shares host memory, else a copy.
     */
    default Tensor upload(Tensor host, Scope scope) {
        Tensor copy = scope.allocate(host.dtype(), host.shape());
        copy(host, copy);
        return copy;
    }

    /**
     * Copies between host and device tensors of the same shape and type, in order with the ops. A host source may be
     * changed when this returns; a host target has the values after {@link #synchronize()}.
     */
    void copy(Tensor source, Tensor target);

    /**
     * A way to bring host tensors here again and again, while earlier ops run.
     *
     * @param type of the host tensors
     * @param elements of the largest of them
     */
    default StagedInput stageInput(DType type, int elements) {
        return new DirectInput(this);
    }

    /**
     * Starts to copy what the ops submitted so far leave in a tensor; ops submitted later may overwrite it.
     *
     * @param host of the same shape and type, contiguous
     */
    default Transfer startDownload(Tensor source, Tensor host) {
        copy(source, host);
        synchronize();
        return Transfer.done();
    }

    /** Marks the point behind everything submitted so far, without waiting for it where ops run while the host goes on. */
    default Mark mark() {
        synchronize();
        return new HostMark(System.nanoTime());
    }

    /** Seconds that this device takes for what some code submits, without the wait for what was submitted before. */
    default double time(Runnable work) {
        try (Mark start = mark()) {
            work.run();
            try (Mark end = mark()) {
                return end.secondsSince(start);
            }
        }
    }

    /** Waits until everything submitted has run. */
    default void synchronize() {}

    @Override
    void close();
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Makes the operands of a case. With the same seed it makes the same operands again, in other memory or in double
 * precision. Each operand lies between guard bands whose bytes are all ones: NaN in the floating types, so that an op
 * that reads them spoils its result, and −1 in the integer types.
 */
public final class OperandFactory {
    private static final int GUARD_ELEMENTS = 256;
    private static final int INNER_GAP = 3;
    private static final byte SENTINEL = (byte) 0xff;

    private final DType dtype;
    private final Layout layout;
    private final SplittableRandom random;
    private final Scope staging;
    private final Placement placement;
    private final List<Tensor> storages = new ArrayList<>();

    /**
     * Where operands go once their values are known.
     *
     * @param memory moves a filled host buffer to where the op shall see it
     * @param exact the same for an output whose type is prescribed
     * @param inPlace the output for an op that overwrites the given input
     * @param packing lays out a weight matrix
     * @param windowPacking lays out the weights of a convolution
     */
    record Placement(
            UnaryOperator<Tensor> memory,
            UnaryOperator<Tensor> exact,
            UnaryOperator<Tensor> inPlace,
            Function<Tensor, PackedMatrix> packing,
            WindowPacking windowPacking) {}

    /** Lays out the weights of a convolution. */
    @FunctionalInterface
    interface WindowPacking {
        PackedMatrix pack(Tensor weight, int kernel, int stride);
    }

    OperandFactory(DType dtype, Layout layout, long seed, Scope staging, Placement placement) {
        this.dtype = dtype;
        this.layout = layout;
        this.random = new SplittableRandom(seed);
        this.staging = staging;
        this.placement = placement;
    }

    /** The buffers of all operands with their guard bands, in the order they were made. */
    List<Tensor> storages() {
        return storages;
    }

    /** The type that the case computes in. */
    public DType dtype() {
        return dtype;
    }

    /** An input of normally distributed values with a standard deviation. */
    public Tensor input(double deviation, int... dims) {
        return input(dtype, deviation, dims);
    }

    /** An input of normally distributed values in a type of its own. */
    public Tensor input(DType type, double deviation, int... dims) {
        return place(type, layout, filledWith(_ -> random.nextGaussian() * deviation), placement.memory, dims);
    }

    /** As {@link #input(double, int...)}, dense in either layout. */
    public Tensor denseInput(double deviation, int... dims) {
        return denseInput(dtype, deviation, dims);
    }

    /** As {@link #input(DType, double, int...)}, dense in either layout. */
    public Tensor denseInput(DType type, double deviation, int... dims) {
        return place(type, Layout.DENSE, filledWith(_ -> random.nextGaussian() * deviation), placement.memory, dims);
    }

    /** As {@link #denseInput(double, int...)} without signs. */
    public Tensor denseMagnitudes(double deviation, int... dims) {
        return denseMagnitudes(dtype, deviation, dims);
    }

    /** As {@link #denseInput(DType, double, int...)} without signs. */
    public Tensor denseMagnitudes(DType type, double deviation, int... dims) {
        Filling filling = filledWith(_ -> Math.abs(random.nextGaussian()) * deviation);
        return place(type, Layout.DENSE, filling, placement.memory, dims);
    }

    /** An input of these values, each rounded to a type. */
    public Tensor input(DType type, double[] values, int... dims) {
        return place(type, layout, filledWith(i -> values[(int) i]), placement.memory, dims);
    }

    /** Integers from 0 to {@code bound} − 1. */
    public Tensor indices(DType type, int bound, int... dims) {
        return place(type, layout, filledWith(_ -> random.nextInt(bound)), placement.memory, dims);
    }

    /** An output, which holds the sentinel until the op writes it. */
    public Tensor output(int... dims) {
        return place(dtype, layout, UNWRITTEN, placement.memory, dims);
    }

    /** As {@link #output(int...)}, dense in either layout. */
    public Tensor denseOutput(int... dims) {
        return place(dtype, Layout.DENSE, UNWRITTEN, placement.memory, dims);
    }

    /** An output whose rounding to a type is part of the op's contract. */
    public Tensor exactOutput(DType type, int... dims) {
        return place(type, layout, UNWRITTEN, placement.exact, dims);
    }

    /**
     * The input itself, to be overwritten. The reference writes elsewhere, for the tolerance is derived from its inputs
     * when the outputs are known.
     */
    public Tensor inPlace(Tensor input) {
        return placement.inPlace.apply(input);
    }

    /** A weight matrix [N, K] of a type as the device packs it. */
    public PackedMatrix weight(DType type, double deviation, int outputs, int inputs) {
        return placement.packing.apply(input(type, deviation, outputs, inputs));
    }

    /** Weights [N, kernel·kernel·C] of a convolution as the device packs them. */
    public PackedMatrix windowWeight(DType type, double deviation, int outputs, int channels, int kernel, int stride) {
        Tensor weight = input(type, deviation, outputs, kernel * kernel * channels);
        return placement.windowPacking.pack(weight, kernel, stride);
    }

    private interface Filling {
        void fill(Tensor view);
    }

    private interface ValueAt {
        double at(long flatIndex);
    }

    private static final Filling UNWRITTEN = _ -> {};

    private static Filling filledWith(ValueAt values) {
        return view -> {
            for (long i = 0; i < view.elementCount(); i++) {
                view.setFlat(i, values.at(i));
            }
        };
    }

    private Tensor place(DType type, Layout where, Filling filling, UnaryOperator<Tensor> memory, int... dims) {
        int[] room = room(where, dims);
        long count = Shape.of(room).elementCount();
        int guard = layout == Layout.DENSE ? GUARD_ELEMENTS : GUARD_ELEMENTS + 1;
        Tensor filled = staging.allocate(type, Math.toIntExact(count + 2L * guard));
        filled.segment().asSlice(0, filled.byteSize()).fill(SENTINEL);
        filling.fill(view(filled, guard, room, dims));
        Tensor placed = memory.apply(filled);
        storages.add(placed);
        return view(placed, guard, room, dims);
    }

    private static int[] room(Layout layout, int[] dims) {
        int[] room = dims.clone();
        if (layout == Layout.STRIDED) {
            for (int d = 0; d < room.length; d++) {
                room[d] += d == room.length - 1 ? INNER_GAP : 1;
            }
        }
        return room;
    }

    private static Tensor view(Tensor storage, int guard, int[] room, int[] dims) {
        Tensor view = storage.slice(0, guard, storage.dim(0) - guard).reshape(room);
        for (int d = 0; d < dims.length; d++) {
            view = view.slice(d, 0, dims[d]);
        }
        return view;
    }
}

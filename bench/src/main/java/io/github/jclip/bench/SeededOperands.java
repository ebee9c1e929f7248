// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Tensors of normally distributed values, the same ones for the same sequence of calls: F32 on the host, or on a device in
 * the type that it computes in.
 */
public final class SeededOperands {
    /** A prime, so that rows of any usual length differ although values repeat. */
    private static final int VALUES = 1_000_003;

    private static final long SEED = 1;

    /** What types of values have been made. */
    private record Pool(DType rounding, DType dtype) {}

    private static final Map<Pool, Tensor> POOLS = new ConcurrentHashMap<>();

    private final Scope scope;
    private final DType dtype;
    private final DType rounding;
    private final Placement placement;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Tensor values;

    /** Makes a tensor that {@code filling} fills on the host. */
    private interface Placement {
        Tensor place(DType dtype, int[] dims, UnaryOperator<Tensor> filling);
    }

    SeededOperands(Scope scope) {
        this(scope, DType.F32, DType.F32, (type, dims, filling) -> filling.apply(scope.allocate(type, dims)));
    }

    /**
     * Operands on a device, in its type.
     *
     * @param scope of the device, owner of the tensors
     * @param rounding the type that values are rounded to first, so that devices of different types have the same ones
     */
    public SeededOperands(Device device, Scope scope, DType rounding) {
        this(scope, device.computeType(), rounding, (type, dims, filling) -> {
            Tensor placed = scope.allocate(type, dims);
            if (placed.isHost()) {
                return filling.apply(placed);
            }
            try (Scope staging = Scope.ofHost()) {
                device.copy(filling.apply(staging.allocate(type, dims)), placed);
                device.synchronize();
            }
            return placed;
        });
    }

    private SeededOperands(Scope scope, DType dtype, DType rounding, Placement placement) {
        this.scope = scope;
        this.dtype = dtype;
        this.rounding = rounding;
        this.placement = placement;
        this.values = POOLS.computeIfAbsent(new Pool(rounding, dtype), SeededOperands::values);
    }

    private static Tensor values(Pool pool) {
        SplittableRandom normal = new SplittableRandom(SEED);
        float[] exact = new float[VALUES];
        for (int i = 0; i < VALUES; i++) {
            exact[i] = (float) normal.nextGaussian();
        }
        Scope collected = Scope.ofGarbageCollected();
        return Tensor.ofFloats(collected, exact, VALUES)
                .copyTo(collected, pool.rounding())
                .copyTo(collected, pool.dtype());
    }

    /** Mean 0 and standard deviation 1. */
    public Tensor normal(int... dims) {
        return placement.place(dtype, dims, this::fill);
    }

    private Tensor fill(Tensor tensor) {
        MemorySegment memory = tensor.segment();
        long count = tensor.elementCount();
        int size = dtype.byteSize();
        int from = random.nextInt(VALUES);
        for (long done = 0; done < count; ) {
            int length = (int) Math.min(count - done, VALUES - from);
            MemorySegment.copy(values.segment(), (long) from * size, memory, done * size, (long) length * size);
            done += length;
            from = 0;
        }
        return tensor;
    }

    /** These values, F64. */
    public Tensor numbers(double... values) {
        return placement.place(DType.F64, new int[] {values.length}, tensor -> {
            for (int i = 0; i < values.length; i++) {
                tensor.setFlat(i, values[i]);
            }
            return tensor;
        });
    }

    /** A standard deviation. */
    public Tensor normal(double deviation, int... dims) {
        return placement.place(dtype, dims, tensor -> scale(fill(tensor), deviation));
    }

    private Tensor scale(Tensor tensor, double deviation) {
        try (Scope staging = Scope.ofHost()) {
            Tensor scaled = staging.allocate(rounding, tensor.shape());
            for (long i = 0; i < tensor.elementCount(); i++) {
                scaled.setFlat(i, tensor.getFlat(i) * deviation);
            }
            tensor.copyFrom(scaled.copyTo(staging, dtype));
            return tensor;
        }
    }

    /** Magnitudes of what {@link #normal} gives. */
    public Tensor magnitudes(int... dims) {
        return placement.place(dtype, dims, tensor -> {
            fill(tensor);
            for (long i = 0; i < tensor.elementCount(); i++) {
                tensor.setFlat(i, Math.abs(tensor.getFlat(i)));
            }
            return tensor;
        });
    }

    /** I32, each 0 ≤ value &lt; limit. */
    public Tensor indices(int limit, int... dims) {
        return placement.place(DType.I32, dims, tensor -> {
            for (long i = 0; i < tensor.elementCount(); i++) {
                tensor.setFlat(i, random.nextInt(limit));
            }
            return tensor;
        });
    }

    /** U8 in one dimension, uniformly distributed. */
    public Tensor bytes(int count) {
        byte[] values = new byte[count];
        random.nextBytes(values);
        return placement.place(DType.U8, new int[] {count}, tensor -> {
            MemorySegment.copy(MemorySegment.ofArray(values), 0, tensor.segment(), 0, count);
            return tensor;
        });
    }

    /** Given values in a type of their own. */
    public Tensor values(DType type, double[] values, int... dims) {
        return placement.place(type, dims, tensor -> {
            for (int i = 0; i < values.length; i++) {
                tensor.setFlat(i, values[i]);
            }
            return tensor;
        });
    }

    /** To be written. */
    public Tensor output(int... dims) {
        return scope.allocate(dtype, dims);
    }

    /** The owner of the tensors. */
    public Scope scope() {
        return scope;
    }

    /** The type of the tensors, but for indices. */
    public DType dtype() {
        return dtype;
    }
}

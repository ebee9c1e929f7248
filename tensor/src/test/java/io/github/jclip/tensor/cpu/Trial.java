// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Op;
import java.util.IdentityHashMap;
import java.util.Random;

/** Random operands in guarded memory, and the comparison of an op with its specification in F64. */
final class Trial implements AutoCloseable {
    /** What surrounds every output. */
    private static final double GUARD = 1234.5;

    private static final int BAND = 5;

    final Random random;
    private final Device reference = new ReferenceDevice();
    private final Scope scope = Scope.ofHost();
    private final IdentityHashMap<Tensor, Tensor> guards = new IdentityHashMap<>();

    Trial(long seed) {
        random = new Random(seed);
    }

    /** A size from 1 to {@code limit}, small ones as likely as large ones. */
    int size(int limit) {
        return 1 + (int) Math.pow(limit, random.nextDouble()) % limit;
    }

    /** Normally distributed values in rows that lie {@link #BAND} elements apart. */
    Tensor normal(DType dtype, int... dims) {
        Tensor tensor = guarded(dtype, dims);
        for (long i = 0; i < tensor.elementCount(); i++) {
            tensor.setFlat(i, random.nextGaussian());
        }
        return tensor;
    }

    /** A tensor inside of a larger one whose other elements hold the guard. */
    Tensor guarded(DType dtype, int... dims) {
        int[] larger = dims.clone();
        for (int d = 0; d < dims.length; d++) {
            larger[d] += 2 * BAND;
        }
        Tensor all = scope.allocate(dtype, larger);
        all.fill(GUARD);
        Tensor tensor = all;
        for (int d = 0; d < dims.length; d++) {
            tensor = tensor.slice(d, BAND, BAND + dims[d]);
        }
        guards.put(tensor, all);
        return tensor;
    }

    Tensor dense(DType dtype, int... dims) {
        return scope.allocate(dtype, dims);
    }

    Scope scope() {
        return scope;
    }

    Tensor wide(Tensor tensor) {
        return tensor == null ? null : tensor.copyTo(scope, DType.F64);
    }

    Epilogue wide(Epilogue epilogue) {
        return new Epilogue(wide(epilogue.bias()), epilogue.activation(), wide(epilogue.residual()));
    }

    PackedMatrix wide(PackedMatrix matrix) {
        return reference.pack(wide(matrix.source()), scope);
    }

    /** Fails if the output of an op is further from that of its twin in F64 than rounding explains. */
    void assertMatches(Op op, Op twin) {
        twin.reference();
        Tensor actual = op.outputs().getFirst();
        Tensor exact = twin.outputs().getFirst();
        double allowed = twin.tolerance(DType.F32.unitRoundoff());
        double worst = 0;
        for (long i = 0; i < exact.elementCount(); i++) {
            double error = Math.abs(actual.getFlat(i) - exact.getFlat(i));
            worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(worst, error);
        }
        double used = worst / allowed;
        assertTrue(worst <= allowed, () -> "used/allowed %.3g for %s".formatted(used, op));
    }

    /** Fails if something was written beside a tensor made here. */
    void assertUntouchedAround(Tensor inside) {
        Tensor all = guards.get(inside);
        long outside = all.elementCount() - inside.elementCount();
        inside.fill(0);
        double sum = 0;
        for (long i = 0; i < all.elementCount(); i++) {
            sum += all.getFlat(i);
        }
        assertEquals(outside * GUARD, sum, "memory beside the output was written");
    }

    @Override
    public void close() {
        scope.close();
        reference.close();
    }
}

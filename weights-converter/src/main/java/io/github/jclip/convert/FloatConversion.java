// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.tensor.BFloat16;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.safetensors.TensorSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Conversion of weights to F32, F16 or BF16, rounding to nearest-even. */
final class FloatConversion {
    /** Elements widened at a time, which bounds what lies on the heap. */
    private static final int CHUNK = 1 << 18;

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private FloatConversion() {}

    /**
     * The same tensor in another type; loading it fails with a {@link BadInputException} if a finite value has no
     * finite counterpart there.
     */
    static TensorSource convert(Path file, TensorSource source, DType dtype) {
        if (source.dtype() == dtype) {
            return source;
        }
        return new TensorSource(source.name(), dtype, source.shape(), scope -> {
            Tensor target = scope.allocate(dtype, source.shape());
            if (!copy(dense(source.loader().load(scope), scope), target)) {
                throw new BadInputException("%s: tensor %s has values beyond the range of %s; choose another --dtype"
                        .formatted(file, source.name(), dtype));
            }
            return target;
        });
    }

    private static Tensor dense(Tensor tensor, Scope scope) {
        return tensor.isContiguous() ? tensor : tensor.copyTo(scope, tensor.dtype());
    }

    /** Copies dense tensors; false if a value overflowed. */
    private static boolean copy(Tensor source, Tensor target) {
        int count = Math.toIntExact(source.elementCount());
        Tensor from = source.reshape(count);
        Tensor to = target.reshape(count);
        boolean fits = true;
        for (int start = 0; start < count; start += CHUNK) {
            int end = Math.min(count, start + CHUNK);
            fits &= copyChunk(from.slice(0, start, end), to.slice(0, start, end));
        }
        return fits;
    }

    /** A double is rounded once, to the target's type; all other types are floats already. */
    private static boolean copyChunk(Tensor from, Tensor to) {
        if (from.dtype() != DType.F64) {
            return store(from.toFloatArray(), to.dtype(), to.segment());
        }
        to.copyFrom(from);
        boolean fits = true;
        for (int i = 0; i < from.dim(0); i++) {
            fits &= Double.isFinite(to.get(i)) || !Double.isFinite(from.get(i));
        }
        return fits;
    }

    private static boolean store(float[] values, DType dtype, MemorySegment to) {
        if (dtype == DType.F32) {
            MemorySegment.copy(values, 0, to, FLOAT, 0, values.length);
            return true;
        }
        boolean fits = true;
        for (int i = 0; i < values.length; i++) {
            boolean half = dtype == DType.F16;
            short bits = half ? Float.floatToFloat16(values[i]) : BFloat16.fromFloat(values[i]);
            to.set(SHORT, (long) i * Short.BYTES, bits);
            float stored = half ? Float.float16ToFloat(bits) : BFloat16.toFloat(bits);
            fits &= Float.isFinite(stored) || !Float.isFinite(values[i]);
        }
        return fits;
    }
}

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
        Tensor from = source.reshape(Math.toIntExact(source.elementCount()));
        MemorySegment to = target.segment();
        boolean fits = true;
        for (int start = 0; start < from.dim(0); start += CHUNK) {
            float[] values =
                    from.slice(0, start, Math.min(from.dim(0), start + CHUNK)).toFloatArray();
            fits &= store(values, target.dtype(), to, start);
        }
        return fits;
    }

    private static boolean store(float[] values, DType dtype, MemorySegment to, long start) {
        if (dtype == DType.F32) {
            MemorySegment.copy(values, 0, to, FLOAT, start * Float.BYTES, values.length);
            return true;
        }
        boolean fits = true;
        for (int i = 0; i < values.length; i++) {
            boolean half = dtype == DType.F16;
            short bits = half ? Float.floatToFloat16(values[i]) : BFloat16.fromFloat(values[i]);
            to.set(SHORT, (start + i) * Short.BYTES, bits);
            float stored = half ? Float.float16ToFloat(bits) : BFloat16.toFloat(bits);
            fits &= Float.isFinite(stored) || !Float.isFinite(values[i]);
        }
        return fits;
    }
}

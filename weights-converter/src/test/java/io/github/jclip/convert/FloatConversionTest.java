// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.safetensors.TensorSource;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FloatConversionTest {
    private static final Path FILE = Path.of("file.pt");
    private final Scope scope = Scope.ofGarbageCollected();

    private Tensor convert(Tensor tensor, DType dtype) {
        return FloatConversion.convert(FILE, TensorSource.of("w", tensor), dtype)
                .loader()
                .load(scope);
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void convertsAsTensorsDo(DType dtype) {
        Random random = new Random(3);
        int columns = 3;
        int rows = (1 << 17) + 7;
        for (DType from : new DType[] {DType.F64, DType.F32, DType.F16, DType.BF16}) {
            Tensor source = scope.allocate(from, rows, columns);
            for (long i = 0; i < source.elementCount(); i++) {
                source.setFlat(i, random.nextGaussian());
            }
            for (Tensor view : new Tensor[] {source, source.transpose(0, 1), source.slice(1, 1, 2)}) {
                assertArrayEquals(
                        view.copyTo(scope, dtype).toFloatArray(),
                        convert(view, dtype).toFloatArray());
            }
        }
    }

    @Test
    void keepsSpecialValues() {
        float[] special = {0f, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 65504f};
        Tensor halves = convert(Tensor.ofFloats(scope, special, special.length), DType.F16);
        assertArrayEquals(special, halves.toFloatArray());
    }

    @Test
    void convertsScalarsAndNothing() {
        assertArrayEquals(
                new float[] {1.5f},
                convert(Tensor.ofFloats(scope, new float[] {1.5f}), DType.F16).toFloatArray());
        assertArrayEquals(
                new float[0],
                convert(Tensor.ofFloats(scope, new float[0], 0, 4), DType.BF16).toFloatArray());
    }

    @Test
    void refusesValuesBeyondTheRange() {
        Tensor large = Tensor.ofFloats(scope, new float[] {1, 65520}, 2);
        BadInputException refused = assertThrows(BadInputException.class, () -> convert(large, DType.F16));
        assertTrue(refused.getMessage().startsWith("file.pt: tensor w has values beyond the range of F16"));
    }

    @Test
    void leavesWhatHasTheTypeAlready() {
        TensorSource source = TensorSource.of("w", scope.allocate(DType.F16, 2));
        assertSame(source, FloatConversion.convert(FILE, source, DType.F16));
    }
}

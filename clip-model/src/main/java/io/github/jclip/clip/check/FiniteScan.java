// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.check;

import io.github.jclip.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Looks for NaN and infinities by their exponent bits, in the stored type. */
final class FiniteScan {
    private static final int F32_EXPONENT = 0x7f80_0000;
    private static final int F16_EXPONENT = 0x7c00;
    private static final int BF16_EXPONENT = 0x7f80;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private FiniteScan() {}

    /** Position of the first element of a contiguous tensor that is NaN or infinite, or −1. */
    static long firstNonFinite(Tensor tensor) {
        return switch (tensor.dtype()) {
            case F32 -> firstInInts(tensor);
            case F16 -> firstInShorts(tensor, F16_EXPONENT);
            case BF16 -> firstInShorts(tensor, BF16_EXPONENT);
            case F64 -> firstInDoubles(tensor);
            case I32, I64, U8 -> -1;
        };
    }

    private static long firstInInts(Tensor tensor) {
        MemorySegment memory = tensor.segment();
        for (long i = 0; i < tensor.elementCount(); i++) {
            if ((memory.get(INT, i * Integer.BYTES) & F32_EXPONENT) == F32_EXPONENT) {
                return i;
            }
        }
        return -1;
    }

    private static long firstInShorts(Tensor tensor, int exponent) {
        MemorySegment memory = tensor.segment();
        for (long i = 0; i < tensor.elementCount(); i++) {
            if ((memory.get(SHORT, i * Short.BYTES) & exponent) == exponent) {
                return i;
            }
        }
        return -1;
    }

    private static long firstInDoubles(Tensor tensor) {
        for (long i = 0; i < tensor.elementCount(); i++) {
            if (!Double.isFinite(tensor.getFlat(i))) {
                return i;
            }
        }
        return -1;
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.BFloat16;
import io.github.jclip.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Conversions between binary32 and the 16-bit types, exact or rounded to nearest-even, subnormals, infinities and NaN
 * included. The Vector API has no lanes of 16-bit floats, so vectors convert by integer arithmetic on the bits.
 */
final class Conversions {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();

    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, Lanes.FLOATS.vectorShape());

    /** As many shorts as there are floats in a vector. */
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(Lanes.FLOATS.vectorBitSize() / 2));

    private static final int SIGN = 0x8000_0000;
    private static final int MAGNITUDE = 0x7fff_ffff;
    private static final int INFINITY = 0x7f80_0000;

    private Conversions() {}

    /** Widens or copies {@code count} floats of a type to F32. */
    static void toFloats(DType type, long source, long target, int count) {
        switch (type) {
            case F32 -> DenseRow.copy(source, target, count);
            case F16 -> fromFloat16(source, target, count);
            case BF16 -> fromBFloat16(source, target, count);
            case F64 -> fromDoubles(source, target, count);
            case I32, I64, U8 -> throw new IllegalArgumentException("no conversion of " + type);
        }
    }

    /** Rounds or copies {@code count} floats to a type. */
    static void fromFloats(DType type, long source, long target, int count) {
        switch (type) {
            case F32 -> DenseRow.copy(source, target, count);
            case F16 -> toFloat16(source, target, count);
            case BF16 -> toBFloat16(source, target, count);
            case F64, I32, I64, U8 -> throw new IllegalArgumentException("no conversion to " + type);
        }
    }

    /** The address of 16-bit element {@code i}. */
    private static long plus16(long address, int i) {
        return address + i * (long) Short.BYTES;
    }

    /** The value of a 16-bit type's bits. */
    static float toFloat(DType type, short bits) {
        return type == DType.F16 ? Float.float16ToFloat(bits) : BFloat16.toFloat(bits);
    }

    /** The bits of the nearest value of a 16-bit type. */
    static short fromFloat(DType type, float value) {
        return type == DType.F16 ? Float.floatToFloat16(value) : BFloat16.fromFloat(value);
    }

    private static void fromDoubles(long source, long target, int count) {
        for (int i = 0; i < count; i++) {
            RawMemory.put(Rows.plus(target, i), (float) RawMemory.getDouble(source + i * (long) Double.BYTES));
        }
    }

    // ---- F16 ----

    /**
     * Normal numbers, infinities and NaN: the bits in place of a float's, with an exponent 112 too small, which a
     * product repairs after 224 has made infinity of the largest exponent. Subnormal numbers: the bits below those of
     * ½, from which ½ is subtracted.
     */
    private static void fromFloat16(long source, long target, int count) {
        int vectors = Rows.inVectors(count);
        int i = 0;
        for (; i < vectors; i += LANES) {
            IntVector half = ShortVector.fromMemorySegment(SHORTS, M, source + (long) Short.BYTES * i & BITS, LE)
                    .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0)
                    .reinterpretAsInts();
            IntVector sign = half.lanewise(VectorOperators.LSHL, 16).and(SIGN);
            IntVector magnitude = half.and(0x7fff);
            FloatVector normal = magnitude
                    .lanewise(VectorOperators.LSHL, 13)
                    .add(224 << 23)
                    .reinterpretAsFloats()
                    .mul(0x1p-112f);
            FloatVector subnormal =
                    magnitude.or(126 << 23).reinterpretAsFloats().sub(0.5f);
            VectorMask<Integer> small = magnitude.compare(VectorOperators.LT, 1 << 10);
            normal.blend(subnormal, small.cast(S))
                    .reinterpretAsInts()
                    .or(sign)
                    .reinterpretAsFloats()
                    .intoMemorySegment(M, target + (long) Float.BYTES * i & BITS, LE);
        }
        for (; i < count; i++) {
            RawMemory.put(Rows.plus(target, i), Float.float16ToFloat(RawMemory.getShort(plus16(source, i))));
        }
    }

    /**
     * The addition of a power of two 2¹³ ulps above the last bit that binary16 keeps rounds the float there, to
     * nearest-even; for subnormal results that power is fixed. Two products beforehand make infinity of what binary16
     * cannot hold.
     */
    private static void toFloat16(long source, long target, int count) {
        int vectors = Rows.inVectors(count);
        int i = 0;
        for (; i < vectors; i += LANES) {
            IntVector bits = FloatVector.fromMemorySegment(S, M, source + (long) Float.BYTES * i & BITS, LE)
                    .reinterpretAsInts();
            IntVector magnitude = bits.and(MAGNITUDE);
            IntVector sign = bits.lanewise(VectorOperators.LSHR, 16).and(0x8000);
            FloatVector saturated =
                    magnitude.reinterpretAsFloats().mul(0x1p112f).mul(0x1p-110f);
            IntVector rounder = bits.and(INFINITY).max(0x3880_0000).add(0x0780_0000);
            IntVector rounded = rounder.reinterpretAsFloats().add(saturated).reinterpretAsInts();
            IntVector exponent = rounded.lanewise(VectorOperators.LSHR, 13).and(0x7c00);
            IntVector finite = exponent.add(rounded.and(0x0fff));
            VectorMask<Integer> nan = magnitude.compare(VectorOperators.GT, INFINITY);
            finite.blend(0x7e00, nan)
                    .or(sign)
                    .convertShape(VectorOperators.I2S, SHORTS, 0)
                    .reinterpretAsShorts()
                    .intoMemorySegment(M, target + (long) Short.BYTES * i & BITS, LE);
        }
        for (; i < count; i++) {
            RawMemory.putShort(plus16(target, i), Float.floatToFloat16(RawMemory.get(Rows.plus(source, i))));
        }
    }

    // ---- BF16 ----

    private static void fromBFloat16(long source, long target, int count) {
        int vectors = Rows.inVectors(count);
        int i = 0;
        for (; i < vectors; i += LANES) {
            ShortVector.fromMemorySegment(SHORTS, M, source + (long) Short.BYTES * i & BITS, LE)
                    .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, 16)
                    .reinterpretAsFloats()
                    .intoMemorySegment(M, target + (long) Float.BYTES * i & BITS, LE);
        }
        for (; i < count; i++) {
            RawMemory.put(Rows.plus(target, i), BFloat16.toFloat(RawMemory.getShort(plus16(source, i))));
        }
    }

    private static void toBFloat16(long source, long target, int count) {
        int vectors = Rows.inVectors(count);
        int i = 0;
        for (; i < vectors; i += LANES) {
            IntVector bits = FloatVector.fromMemorySegment(S, M, source + (long) Float.BYTES * i & BITS, LE)
                    .reinterpretAsInts();
            IntVector upper = bits.lanewise(VectorOperators.LSHR, 16);
            IntVector rounded = bits.add(upper.and(1)).add(0x7fff).lanewise(VectorOperators.LSHR, 16);
            VectorMask<Integer> nan = bits.and(MAGNITUDE).compare(VectorOperators.GT, INFINITY);
            rounded.blend(upper.or(0x40), nan)
                    .convertShape(VectorOperators.I2S, SHORTS, 0)
                    .reinterpretAsShorts()
                    .intoMemorySegment(M, target + (long) Short.BYTES * i & BITS, LE);
        }
        for (; i < count; i++) {
            RawMemory.putShort(plus16(target, i), BFloat16.fromFloat(RawMemory.get(Rows.plus(source, i))));
        }
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A strided view of typed memory. Tensors are cheap descriptors: slicing, transposing and expanding make new views of
 * the same bytes. The memory belongs to a {@link Scope} or to a mapped file and lives outside the Java heap.
 *
 * <p>Element accessors are meant for references, tests and edges of the program. Ops reach the memory through
 * {@link #segment()} and {@link #stride(int)}.
 */
public final class Tensor {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final DType dtype;
    private final Shape shape;
    private final long[] strides;
    private final MemorySegment memory;
    private final long offset;
    private final boolean host;
    private final boolean contiguous;

    private Tensor(DType dtype, Shape shape, long[] strides, MemorySegment memory, long offset, boolean host) {
        this.dtype = dtype;
        this.shape = shape;
        this.strides = strides;
        this.memory = memory;
        this.offset = offset;
        this.host = host;
        this.contiguous = isContiguous(shape, strides);
    }

    /**
     * A dense row-major tensor over host memory.
     *
     * @throws IllegalArgumentException if the segment is not exactly as large as the tensor
     */
    public static Tensor ofHost(DType dtype, Shape shape, MemorySegment memory) {
        return dense(dtype, shape, memory, true);
    }

    /** A dense row-major tensor over a device's memory, which the host must not touch. */
    public static Tensor ofDevice(DType dtype, Shape shape, MemorySegment memory) {
        return dense(dtype, shape, memory, false);
    }

    /**
     * A view of host memory with any non-negative strides.
     *
     * @param strides elements from one index to the next in each dimension
     * @param memory from the first element on; it may be larger than what the view sees
     * @throws IllegalArgumentException if the view would see elements outside the memory
     */
    public static Tensor ofHost(DType dtype, Shape shape, long[] strides, MemorySegment memory) {
        boolean usable =
                strides.length == shape.rank() && Arrays.stream(strides).allMatch(stride -> stride >= 0);
        if (!usable || extent(shape, strides) > memory.byteSize() / dtype.byteSize()) {
            throw new IllegalArgumentException("a %s tensor of shape %s with strides %s does not fit %d bytes"
                    .formatted(dtype, shape, Arrays.toString(strides), memory.byteSize()));
        }
        return new Tensor(dtype, shape, strides.clone(), memory, 0, true);
    }

    /** One more than the largest position of an element; the largest long if it is larger. */
    private static long extent(Shape shape, long[] strides) {
        if (shape.elementCount() == 0) {
            return 0;
        }
        try {
            long last = 0;
            for (int i = 0; i < strides.length; i++) {
                last = Math.addExact(last, Math.multiplyExact(shape.dim(i) - 1, strides[i]));
            }
            return Math.addExact(last, 1);
        } catch (ArithmeticException _) {
            return Long.MAX_VALUE;
        }
    }

    private static Tensor dense(DType dtype, Shape shape, MemorySegment memory, boolean host) {
        long bytes = Math.multiplyExact(shape.elementCount(), dtype.byteSize());
        if (memory.byteSize() != bytes) {
            throw new IllegalArgumentException("a %s tensor of shape %s takes %d bytes, the memory has %d"
                    .formatted(dtype, shape, bytes, memory.byteSize()));
        }
        return new Tensor(dtype, shape, shape.rowMajorStrides(), memory, 0, host);
    }

    /** A copy of these values as an F32 tensor. */
    public static Tensor ofFloats(Scope scope, float[] values, int... dims) {
        Tensor tensor = scope.allocate(DType.F32, dims);
        tensor.requireCount(values.length);
        MemorySegment.copy(values, 0, tensor.memory, FLOAT, 0, values.length);
        return tensor;
    }

    /** A copy of these values as an F64 tensor. */
    public static Tensor ofDoubles(Scope scope, double[] values, int... dims) {
        Tensor tensor = scope.allocate(DType.F64, dims);
        tensor.requireCount(values.length);
        MemorySegment.copy(values, 0, tensor.memory, DOUBLE, 0, values.length);
        return tensor;
    }

    /** A copy of these values as an I32 tensor. */
    public static Tensor ofInts(Scope scope, int[] values, int... dims) {
        Tensor tensor = scope.allocate(DType.I32, dims);
        tensor.requireCount(values.length);
        MemorySegment.copy(values, 0, tensor.memory, INT, 0, values.length);
        return tensor;
    }

    private void requireCount(int count) {
        if (count != shape.elementCount()) {
            throw new IllegalArgumentException("%d values for a tensor of shape %s".formatted(count, shape));
        }
    }

    public DType dtype() {
        return dtype;
    }

    public Shape shape() {
        return shape;
    }

    public int rank() {
        return shape.rank();
    }

    /** Size of a dimension; a negative index counts from the innermost. */
    public int dim(int index) {
        return shape.dim(index);
    }

    /** Elements from one index to the next in a dimension; a negative dimension counts from the innermost. */
    public long stride(int dimension) {
        return strides[normalise(dimension)];
    }

    public long elementCount() {
        return shape.elementCount();
    }

    /** Bytes of the elements seen by this view. */
    public long byteSize() {
        return elementCount() * dtype.byteSize();
    }

    /** Whether the host may read and write the elements. */
    public boolean isHost() {
        return host;
    }

    /** The memory from this view's first element on. */
    public MemorySegment segment() {
        return memory.asSlice(offset * dtype.byteSize());
    }

    /** Whether the elements lie densely in row-major order. */
    public boolean isContiguous() {
        return contiguous;
    }

    private static boolean isContiguous(Shape shape, long[] strides) {
        long step = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            if (shape.dim(i) != 1 && strides[i] != step) {
                return false;
            }
            step *= shape.dim(i);
        }
        return true;
    }

    // ---- views ----

    /** The view of indices {@code from} (inclusive) to {@code to} (exclusive) of a dimension. */
    public Tensor slice(int dimension, int from, int to) {
        int d = normalise(dimension);
        if (from < 0 || to < from || to > shape.dim(d)) {
            throw new IndexOutOfBoundsException(
                    "slice %d..%d of dimension %d of shape %s".formatted(from, to, d, shape));
        }
        int[] dims = shape.toArray();
        dims[d] = to - from;
        return view(Shape.of(dims), strides, offset + from * strides[d]);
    }

    /** The view at one index of a dimension, which disappears. */
    public Tensor select(int dimension, int index) {
        int d = normalise(dimension);
        Tensor single = slice(d, index, index + 1);
        return view(Shape.of(without(shape.toArray(), d)), without(strides, d), single.offset);
    }

    /** The view with two dimensions exchanged. */
    public Tensor transpose(int first, int second) {
        int[] order = new int[rank()];
        Arrays.setAll(order, i -> i);
        int a = normalise(first);
        int b = normalise(second);
        order[a] = b;
        order[b] = a;
        return permute(order);
    }

    /** The view whose dimension i is this tensor's dimension {@code order[i]}. */
    public Tensor permute(int... order) {
        int[] dims = new int[order.length];
        long[] steps = new long[order.length];
        boolean[] seen = new boolean[rank()];
        for (int i = 0; i < order.length; i++) {
            int d = normalise(order[i]);
            if (seen[d] || order.length != rank()) {
                throw new IllegalArgumentException(Arrays.toString(order) + " does not permute shape " + shape);
            }
            seen[d] = true;
            dims[i] = shape.dim(d);
            steps[i] = strides[d];
        }
        return view(Shape.of(dims), steps, offset);
    }

    /**
     * The view with other sizes and the same elements in row-major order.
     *
     * @throws IllegalArgumentException if the number of elements differs or this tensor is not contiguous
     */
    public Tensor reshape(int... dims) {
        Shape target = Shape.of(dims);
        if (target.elementCount() != elementCount() || !isContiguous()) {
            throw new IllegalArgumentException("shape %s%s cannot be viewed as %s"
                    .formatted(shape, isContiguous() ? "" : " (not contiguous)", target));
        }
        return view(target, target.rowMajorStrides(), offset);
    }

    /**
     * The view in which one dimension is split into several whose sizes multiply to its size; works for any strides.
     */
    public Tensor unflatten(int dimension, int... sizes) {
        int d = normalise(dimension);
        Shape inner = Shape.of(sizes);
        if (inner.elementCount() != shape.dim(d)) {
            throw new IllegalArgumentException(
                    "dimension %d of shape %s does not split into %s".formatted(d, shape, inner));
        }
        int[] dims = new int[rank() - 1 + sizes.length];
        long[] steps = new long[dims.length];
        long[] innerStrides = inner.rowMajorStrides();
        for (int i = 0; i < dims.length; i++) {
            boolean split = i >= d && i < d + sizes.length;
            int own = i < d ? i : i - sizes.length + 1;
            dims[i] = split ? sizes[i - d] : shape.dim(own);
            steps[i] = split ? innerStrides[i - d] * strides[d] : strides[own];
        }
        return view(Shape.of(dims), steps, offset);
    }

    /**
     * The view in which neighbouring dimensions are one, as before {@link #unflatten}, or empty if their elements do not
     * lie evenly.
     *
     * @param first the outermost of them
     * @param last the innermost of them, at least {@code first}
     */
    public Optional<Tensor> flatten(int first, int last) {
        int from = normalise(first);
        int to = normalise(last);
        int size = 1;
        long step = strides[to];
        for (int d = to; d >= from; d--) {
            if (shape.dim(d) == 1) {
                continue;
            }
            if (size == 1) {
                step = strides[d];
            } else if (strides[d] != step * size && elementCount() > 0) {
                return Optional.empty();
            }
            size = Math.multiplyExact(size, shape.dim(d));
        }
        int[] dims = new int[rank() - (to - from)];
        long[] steps = new long[dims.length];
        for (int i = 0; i < dims.length; i++) {
            int own = i <= from ? i : i + to - from;
            dims[i] = i == from ? size : shape.dim(own);
            steps[i] = i == from ? step : strides[own];
        }
        return Optional.of(view(Shape.of(dims), steps, offset));
    }

    /**
     * The view that repeats this tensor to a larger shape without copying: dimensions of size 1 and missing outer
     * dimensions get stride 0. Such views are read-only by convention.
     */
    public Tensor expand(int... dims) {
        Shape target = Shape.of(dims);
        int added = target.rank() - rank();
        long[] steps = new long[target.rank()];
        for (int i = 0; i < target.rank(); i++) {
            int own = i - added;
            if (own >= 0 && shape.dim(own) == target.dim(i)) {
                steps[i] = strides[own];
            } else if (own >= 0 && shape.dim(own) != 1) {
                throw new IllegalArgumentException("shape %s does not expand to %s".formatted(shape, target));
            }
        }
        if (added < 0) {
            throw new IllegalArgumentException("shape %s does not expand to %s".formatted(shape, target));
        }
        return view(target, steps, offset);
    }

    private Tensor view(Shape newShape, long[] newStrides, long newOffset) {
        return new Tensor(dtype, newShape, newStrides, memory, newOffset, host);
    }

    // ---- elements ----

    /** The element at an index, widened to double (exact for all types but I64 beyond 2⁵³). */
    public double get(int... index) {
        return read(position(index));
    }

    /** Stores a value at an index, rounded to nearest-even in this tensor's type. */
    public void set(double value, int... index) {
        write(position(index), value);
    }

    /** The element at a row-major position of this view. */
    public double getFlat(long flatIndex) {
        return read(positionOf(flatIndex));
    }

    /** Stores a value at a row-major position of this view. */
    public void setFlat(long flatIndex, double value) {
        write(positionOf(flatIndex), value);
    }

    /** The integer element at a row-major position, exact for every integer type. */
    public long getLong(long flatIndex) {
        long p = positionOf(flatIndex);
        return switch (dtype) {
            case I64 -> memory.get(LONG, p * Long.BYTES);
            case I32 -> memory.get(INT, p * Integer.BYTES);
            case U8 -> memory.get(ValueLayout.JAVA_BYTE, p) & 0xff;
            case F32, F16, BF16, F64 -> throw new IllegalStateException("not an integer tensor: " + this);
        };
    }

    /** Stores one value everywhere. */
    public void fill(double value) {
        fill(value, 0, offset);
    }

    private void fill(double value, int dimension, long position) {
        if (dimension == rank()) {
            write(position, value);
            return;
        }
        for (int i = 0; i < shape.dim(dimension); i++) {
            fill(value, dimension + 1, position + i * strides[dimension]);
        }
    }

    /** Copies the elements of a tensor of the same shape, converting between types (round to nearest-even). */
    public void copyFrom(Tensor source) {
        if (!shape.equals(source.shape)) {
            throw new IllegalArgumentException("cannot copy shape %s to shape %s".formatted(source.shape, shape));
        }
        if (dtype == source.dtype && isContiguous() && source.isContiguous()) {
            requireHost();
            source.requireHost();
            MemorySegment.copy(source.segment(), 0, segment(), 0, byteSize());
            return;
        }
        copy(source, 0, source.offset, offset);
    }

    private void copy(Tensor source, int dimension, long from, long to) {
        if (dimension == rank()) {
            copyElement(source, from, to);
            return;
        }
        for (int i = 0; i < shape.dim(dimension); i++) {
            copy(source, dimension + 1, from + i * source.strides[dimension], to + i * strides[dimension]);
        }
    }

    private void copyElement(Tensor source, long from, long to) {
        if (dtype == DType.I64 && source.dtype == DType.I64) {
            source.requireHost();
            requireHost();
            memory.set(LONG, to * Long.BYTES, source.memory.get(LONG, from * Long.BYTES));
        } else {
            write(to, source.read(from));
        }
    }

    /** A dense copy, converted to a type. */
    public Tensor copyTo(Scope scope, DType type) {
        Tensor copy = scope.allocate(type, shape);
        copy.copyFrom(this);
        return copy;
    }

    /** All elements in row-major order, rounded to float. */
    public float[] toFloatArray() {
        float[] values = new float[Math.toIntExact(elementCount())];
        if (dtype == DType.F32 && isContiguous()) {
            requireHost();
            MemorySegment.copy(segment(), FLOAT, 0, values, 0, values.length);
            return values;
        }
        if (isContiguous() && (dtype == DType.F16 || dtype == DType.BF16)) {
            requireHost();
            widenHalves(values);
            return values;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) getFlat(i);
        }
        return values;
    }

    private void widenHalves(float[] values) {
        // Arrays are fast before the loop is compiled well, segments are not.
        short[] halves = new short[values.length];
        MemorySegment.copy(segment(), SHORT, 0, halves, 0, halves.length);
        boolean brain = dtype == DType.BF16;
        for (int i = 0; i < halves.length; i++) {
            values[i] = brain ? BFloat16.toFloat(halves[i]) : Float.float16ToFloat(halves[i]);
        }
    }

    /** All elements in row-major order. */
    public double[] toDoubleArray() {
        double[] values = new double[Math.toIntExact(elementCount())];
        for (int i = 0; i < values.length; i++) {
            values[i] = getFlat(i);
        }
        return values;
    }

    /** All elements of an integer tensor in row-major order. */
    public long[] toLongArray() {
        long[] values = new long[Math.toIntExact(elementCount())];
        for (int i = 0; i < values.length; i++) {
            values[i] = getLong(i);
        }
        return values;
    }

    private double read(long p) {
        requireHost();
        return switch (dtype) {
            case F32 -> memory.get(FLOAT, p * Float.BYTES);
            case F16 -> Float.float16ToFloat(memory.get(SHORT, p * Short.BYTES));
            case BF16 -> BFloat16.toFloat(memory.get(SHORT, p * Short.BYTES));
            case F64 -> memory.get(DOUBLE, p * Double.BYTES);
            case I32 -> memory.get(INT, p * Integer.BYTES);
            case I64 -> memory.get(LONG, p * Long.BYTES);
            case U8 -> memory.get(ValueLayout.JAVA_BYTE, p) & 0xff;
        };
    }

    private void write(long p, double value) {
        requireHost();
        switch (dtype) {
            case F32 -> memory.set(FLOAT, p * Float.BYTES, (float) value);
            case F16 -> memory.set(SHORT, p * Short.BYTES, Float.floatToFloat16(roundToOdd(value)));
            case BF16 -> memory.set(SHORT, p * Short.BYTES, BFloat16.fromFloat(roundToOdd(value)));
            case F64 -> memory.set(DOUBLE, p * Double.BYTES, value);
            case I32 -> memory.set(INT, p * Integer.BYTES, (int) value);
            case I64 -> memory.set(LONG, p * Long.BYTES, (long) value);
            case U8 -> memory.set(ValueLayout.JAVA_BYTE, p, (byte) (int) value);
        }
    }

    /**
     * The float beside a double that has an odd significand, or the double itself if it is a float. Rounding that to 16
     * bits gives what rounding the double would have given; rounding the nearest float may not (Boldo and Melquiond
     * 2008).
     */
    private static float roundToOdd(double value) {
        float nearest = (float) value;
        if (nearest == value || Double.isNaN(value)) {
            return nearest;
        }
        int bits = Float.floatToRawIntBits(nearest);
        int towardsZero = Math.abs(nearest) > Math.abs(value) ? bits - 1 : bits;
        return Float.intBitsToFloat(towardsZero | 1);
    }

    private void requireHost() {
        if (!host) {
            throw new IllegalStateException("the host cannot touch a device tensor; copy it first: " + this);
        }
    }

    private long position(int[] index) {
        if (index.length != rank()) {
            throw new IllegalArgumentException("index %s into shape %s".formatted(Arrays.toString(index), shape));
        }
        long p = offset;
        for (int i = 0; i < index.length; i++) {
            p += strides[i] * Objects.checkIndex(index[i], shape.dim(i));
        }
        return p;
    }

    private long positionOf(long flatIndex) {
        if (contiguous) {
            return offset + flatIndex;
        }
        long rest = flatIndex;
        long p = offset;
        for (int i = rank() - 1; i >= 0; i--) {
            int size = shape.dim(i);
            p += strides[i] * (rest % size);
            rest /= size;
        }
        return p;
    }

    private int normalise(int dimension) {
        return Objects.checkIndex(dimension < 0 ? dimension + rank() : dimension, rank());
    }

    private static int[] without(int[] values, int index) {
        int[] rest = new int[values.length - 1];
        System.arraycopy(values, 0, rest, 0, index);
        System.arraycopy(values, index + 1, rest, index, rest.length - index);
        return rest;
    }

    private static long[] without(long[] values, int index) {
        long[] rest = new long[values.length - 1];
        System.arraycopy(values, 0, rest, 0, index);
        System.arraycopy(values, index + 1, rest, index, rest.length - index);
        return rest;
    }

    @Override
    public String toString() {
        return dtype + shape.toString();
    }
}

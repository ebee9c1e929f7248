// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.numpy;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.io.Excerpt;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What stands before the elements of an array (NumPy's NEP 1): a magic number, a version, and the literal of a Python
 * dictionary, of which only the form that NumPy writes is understood.
 *
 * @param descr type of the elements, {@code <f4} or {@code <U12}
 * @param columnMajor whether the first index runs fastest
 * @param length bytes of the header, all in all
 */
record NpyHeader(String descr, boolean columnMajor, Shape shape, int length) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int VERSION_AT = MAGIC.length;
    private static final int TEXT_AT_1 = 10;
    private static final int TEXT_AT_2 = 12;
    private static final int ALIGNMENT = 64;
    private static final int MAX_RANK = 8;
    private static final int MAX_TEXT = 1 << 16;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final Pattern DESCR = Pattern.compile("'descr': '([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order': (True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape': \\(([0-9, ]*)\\)");
    private static final Pattern STRINGS = Pattern.compile("<U([1-9]\\d{0,8})");
    private static final Map<String, DType> TYPES = Map.of(
            "<f8", DType.F64,
            "<f4", DType.F32,
            "<f2", DType.F16,
            "<i4", DType.I32,
            "<i8", DType.I64,
            "|u1", DType.U8);

    /**
     * Reads a header.
     *
     * @param place the file and the array, for messages
     * @throws BadInputException if it is cut off or not of NumPy's form
     */
    static NpyHeader read(String place, MemorySegment array) {
        if (array.byteSize() < TEXT_AT_2
                || array.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) >= 0) {
            throw bad(place, "is not an array of NumPy");
        }
        boolean first = array.get(ValueLayout.JAVA_BYTE, VERSION_AT) == 1;
        long textLength = first
                ? array.get(SHORT, VERSION_AT + 2) & 0xffff
                : Integer.toUnsignedLong(array.get(INT, VERSION_AT + 2));
        int start = first ? TEXT_AT_1 : TEXT_AT_2;
        if (textLength > MAX_TEXT || textLength > array.byteSize() - start) {
            throw bad(place, "has a header that is cut off");
        }
        byte[] bytes = array.asSlice(start, textLength).toArray(ValueLayout.JAVA_BYTE);
        String text = new String(bytes, StandardCharsets.UTF_8);
        Matcher descr = DESCR.matcher(text);
        Matcher order = ORDER.matcher(text);
        Matcher shape = SHAPE.matcher(text);
        if (!descr.find() || !order.find() || !shape.find()) {
            throw bad(
                    place,
                    "has the header " + Excerpt.quote(text.strip()) + ", of another form than plain arrays have");
        }
        return new NpyHeader(
                descr.group(1), order.group(1).equals("True"), shape(place, shape.group(1)), start + (int) textLength);
    }

    private static Shape shape(String place, String list) {
        try {
            int[] dims = Arrays.stream(list.split(","))
                    .map(String::strip)
                    .filter(number -> !number.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
            if (dims.length <= MAX_RANK) {
                Shape shape = Shape.of(dims);
                Math.multiplyExact(shape.elementCount(), Integer.BYTES * (long) Integer.BYTES);
                return shape;
            }
        } catch (ArithmeticException | NumberFormatException _) {
            // Reported below with too many dimensions.
        }
        throw bad(place, "has the shape (%s), which cannot be".formatted(list));
    }

    /** The tensor type of the elements, if jclip computes with such. */
    Optional<DType> dtype() {
        return Optional.ofNullable(TYPES.get(descr));
    }

    /** Characters of each element, if they are strings. */
    Optional<Integer> stringLength() {
        Matcher matcher = STRINGS.matcher(descr);
        return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }

    /** As NumPy writes it, with the elements after it on a multiple of 64 bytes. */
    static byte[] write(String descr, Shape shape) {
        String dims = Arrays.stream(shape.toArray()).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        String tuple = "(" + dims + (shape.rank() == 1 ? ",)" : ")");
        String text = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(descr, tuple);
        int length = (TEXT_AT_1 + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] header = new byte[length];
        Arrays.fill(header, (byte) ' ');
        System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
        header[VERSION_AT] = 1;
        header[VERSION_AT + 1] = 0;
        int textLength = length - TEXT_AT_1;
        header[VERSION_AT + 2] = (byte) textLength;
        header[VERSION_AT + 3] = (byte) (textLength >>> Byte.SIZE);
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, header, TEXT_AT_1, ascii.length);
        header[length - 1] = '\n';
        return header;
    }

    /**
     * NumPy's name of a type.
     *
     * @throws IllegalArgumentException if it has none
     */
    static String descr(DType dtype) {
        return TYPES.entrySet().stream()
                .filter(entry -> entry.getValue() == dtype)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("NumPy has no " + dtype))
                .getKey();
    }

    static BadInputException bad(String place, String what) {
        return new BadInputException(Excerpt.line(place + ": " + what + "; save it again with numpy.savez"));
    }
}

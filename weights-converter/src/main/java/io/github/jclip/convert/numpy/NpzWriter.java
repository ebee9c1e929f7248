// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.numpy;

import io.github.jclip.convert.zip.AlignedZipWriter;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** Writes archives that {@code numpy.load} reads without unpickling anything. */
public final class NpzWriter {
    private NpzWriter() {}

    /**
     * Writes arrays.
     *
     * @param arrays a contiguous Tensor in host memory, a String, a Double or a List of Strings each
     * @throws IllegalArgumentException if one is anything else
     */
    public static void write(OutputStream out, Map<String, Object> arrays) throws IOException {
        try (AlignedZipWriter zip = new AlignedZipWriter(out)) {
            for (Map.Entry<String, Object> array : arrays.entrySet()) {
                add(zip, array.getKey() + ".npy", array.getValue());
            }
        }
    }

    private static void add(AlignedZipWriter zip, String name, Object value) throws IOException {
        switch (value) {
            case Tensor tensor ->
                zip.add(
                        name,
                        MemorySegment.ofArray(NpyHeader.write(NpyHeader.descr(tensor.dtype()), tensor.shape())),
                        tensor.segment().asSlice(0, tensor.byteSize()));
            case String text -> addStrings(zip, name, List.of(text), Shape.of());
            case List<?> texts ->
                addStrings(zip, name, texts.stream().map(String.class::cast).toList(), Shape.of(texts.size()));
            case Double number -> addNumber(zip, name, number);
            default -> throw new IllegalArgumentException("cannot write a " + value.getClass());
        }
    }

    private static void addStrings(AlignedZipWriter zip, String name, List<String> texts, Shape shape)
            throws IOException {
        int length = texts.stream()
                .mapToInt(text -> text.codePointCount(0, text.length()))
                .max()
                .orElse(0);
        // NumPy has no strings of no characters in an array of some.
        int stored = Math.max(1, length);
        ByteBuffer characters =
                ByteBuffer.allocate(texts.size() * stored * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < texts.size(); i++) {
            characters.position(i * stored * Integer.BYTES);
            texts.get(i).codePoints().forEach(characters::putInt);
        }
        zip.add(
                name,
                MemorySegment.ofArray(NpyHeader.write("<U" + stored, shape)),
                MemorySegment.ofArray(characters.array()));
    }

    private static void addNumber(AlignedZipWriter zip, String name, double number) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        zip.add(
                name,
                MemorySegment.ofArray(NpyHeader.write("<f8", Shape.of())),
                MemorySegment.ofArray(bytes.putDouble(number).array()));
    }
}

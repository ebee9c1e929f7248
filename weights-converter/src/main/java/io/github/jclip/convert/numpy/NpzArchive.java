// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.numpy;

import io.github.jclip.convert.zip.ZipArchive;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What {@code numpy.savez} and {@code numpy.savez_compressed} write: a zip archive with an entry for each array. Arrays of
 * numbers are tensors, strings and lists of strings are values; Python objects are refused when they are asked for.
 */
public final class NpzArchive {
    private static final String ENDING = ".npy";
    private static final Charset UTF_32 = Charset.forName("UTF-32LE");
    private static final int CHARACTER = Integer.BYTES;

    private final Path file;
    private final ZipArchive zip;
    private final Arena arena;
    private final Map<String, NpyHeader> arrays = new LinkedHashMap<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    private NpzArchive(Path file, ZipArchive zip, Arena arena) {
        this.file = file;
        this.zip = zip;
        this.arena = arena;
    }

    /** Whether a zip archive holds arrays and nothing else. */
    public static boolean isOne(ZipArchive zip) {
        return !zip.names().isEmpty() && zip.names().stream().allMatch(name -> name.endsWith(ENDING));
    }

    /**
     * Reads an archive's headers and strings.
     *
     * @param file for messages
     * @param arena owner of elements that do not lie on a multiple of their size
     * @throws BadInputException if an entry is damaged or not an array
     */
    public static NpzArchive read(Path file, ZipArchive zip, Arena arena) {
        NpzArchive archive = new NpzArchive(file, zip, arena);
        for (String entry : zip.names()) {
            archive.add(entry.substring(0, entry.length() - ENDING.length()));
        }
        return archive;
    }

    private void add(String name) {
        MemorySegment content = zip.content(name + ENDING).orElseThrow();
        NpyHeader header = NpyHeader.read(place(name), content);
        if (header.stringLength().isPresent()) {
            addStrings(name, header, content);
        } else {
            arrays.put(name, header);
        }
    }

    private void addStrings(String name, NpyHeader header, MemorySegment content) {
        if (header.shape().rank() > 1) {
            throw NpyHeader.bad(place(name), "holds strings in more than one dimension");
        }
        long length = (long) CHARACTER * header.stringLength().orElseThrow();
        MemorySegment strings = elements(name, content, header, length);
        for (int i = 0; i < header.shape().elementCount(); i++) {
            byte[] padded = strings.asSlice(i * length, length).toArray(ValueLayout.JAVA_BYTE);
            String text = new String(padded, UTF_32).replaceAll("\0+$", "");
            values.put(header.shape().rank() == 0 ? name : name + "." + i, text);
        }
    }

    private MemorySegment elements(String name, MemorySegment content, NpyHeader header, long elementSize) {
        long stored = content.byteSize() - header.length();
        long count = header.shape().elementCount();
        if (stored % elementSize != 0 || stored / elementSize != count) {
            throw NpyHeader.bad(
                    place(name),
                    "has %d bytes of elements for %s of type %s".formatted(stored, header.shape(), header.descr()));
        }
        return content.asSlice(header.length());
    }

    private String place(String name) {
        return file + ": array " + Excerpt.quote(name);
    }

    /** The names of the arrays of numbers, in the file's order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(arrays.keySet());
    }

    /**
     * An array that is among the names.
     *
     * @throws BadInputException if its type is none that jclip computes with, or it is cut off
     */
    public Tensor tensor(String name) {
        NpyHeader header = arrays.get(name);
        DType dtype = header.dtype()
                .orElseThrow(() -> NpyHeader.bad(
                        place(name),
                        "is of type %s; give float16, float32, float64, int32, int64 or uint8, little-endian"
                                .formatted(Excerpt.quote(header.descr()))));
        MemorySegment content = zip.content(name + ENDING).orElseThrow();
        MemorySegment elements = aligned(elements(name, content, header, dtype.byteSize()), dtype.byteSize());
        return Tensor.ofHost(dtype, header.shape(), strides(header), elements);
    }

    private MemorySegment aligned(MemorySegment elements, int alignment) {
        if (elements.address() % alignment == 0) {
            return elements;
        }
        return arena.allocate(elements.byteSize(), alignment).copyFrom(elements);
    }

    private static long[] strides(NpyHeader header) {
        int[] dims = header.shape().toArray();
        long[] strides = new long[dims.length];
        long step = 1;
        for (int i = 0; i < dims.length; i++) {
            int dimension = header.columnMajor() ? i : dims.length - 1 - i;
            strides[dimension] = step;
            step *= dims[dimension];
        }
        return strides;
    }

    /** The strings by name, those of a list by name and index: {@code classes.0}. */
    public Map<String, Object> values() {
        return Collections.unmodifiableMap(values);
    }
}

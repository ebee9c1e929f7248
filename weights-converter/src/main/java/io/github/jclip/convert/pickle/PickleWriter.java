// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pickle;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes pickles of protocol 2 as PyTorch does: plain values, lists, dictionaries, modules, and tensors whose storages lie
 * outside.
 */
public final class PickleWriter {
    private static final int PROTO = 0x80;
    private static final int NEWOBJ = 0x81;
    private static final int NEWTRUE = 0x88;
    private static final int NEWFALSE = 0x89;
    private static final int LONG1 = 0x8a;
    private static final Map<DType, String> STORAGES = Map.of(
            DType.F32, "FloatStorage",
            DType.F16, "HalfStorage",
            DType.BF16, "BFloat16Storage",
            DType.F64, "DoubleStorage",
            DType.I32, "IntStorage",
            DType.I64, "LongStorage",
            DType.U8, "ByteStorage");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A pickle without a value. */
    public PickleWriter() {
        op(PROTO, 2);
    }

    private void op(int... codes) {
        for (int code : codes) {
            bytes.write(code);
        }
    }

    private void littleEndian(long value, int size) {
        for (int i = 0; i < size; i++) {
            bytes.write((int) (value >>> (8 * i)));
        }
    }

    private void global(String module, String name) {
        bytes.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** A string. */
    public PickleWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        op('X');
        littleEndian(utf8.length, 4);
        bytes.writeBytes(utf8);
        return this;
    }

    /** An integer. */
    public PickleWriter integer(long value) {
        op(LONG1, Long.BYTES);
        littleEndian(value, Long.BYTES);
        return this;
    }

    /** A floating-point number. */
    public PickleWriter real(double value) {
        op('G');
        long bits = Double.doubleToLongBits(value);
        littleEndian(Long.reverseBytes(bits), Long.BYTES);
        return this;
    }

    /** A truth value. */
    public PickleWriter bool(boolean value) {
        op(value ? NEWTRUE : NEWFALSE);
        return this;
    }

    /** Python's {@code None}. */
    public PickleWriter none() {
        op('N');
        return this;
    }

    /** Begins a list; its items follow. */
    public PickleWriter beginList() {
        op(']', '(');
        return this;
    }

    /** Ends a list. */
    public PickleWriter endList() {
        op('e');
        return this;
    }

    /** Begins a plain dict; keys and values follow. */
    public PickleWriter beginPlainDictionary() {
        op('}', '(');
        return this;
    }

    /** Begins an OrderedDict; keys and values follow. */
    public PickleWriter beginDictionary() {
        global("collections", "OrderedDict");
        op(')', 'R', '(');
        return this;
    }

    /** Ends a dictionary of either kind. */
    public PickleWriter endDictionary() {
        op('u');
        return this;
    }

    /** Begins a module of TorchScript; names and values of its attributes follow. */
    public PickleWriter beginModule(String type) {
        global("__torch__", type);
        op(')', NEWOBJ, '}', '(');
        return this;
    }

    /** Ends a module. */
    public PickleWriter endModule() {
        op('u', 'b');
        return this;
    }

    /** A dense tensor whose storage has this key. */
    public PickleWriter tensor(String key, DType dtype, Shape shape) {
        global("torch._utils", "_rebuild_tensor_v2");
        op('(', '(');
        text("storage");
        global("torch", STORAGES.get(dtype));
        text(key).text("cpu").integer(shape.elementCount());
        op('t', 'Q');
        integer(0);
        integers(shape.toArray());
        integers(strides(shape));
        op(NEWFALSE);
        global("collections", "OrderedDict");
        op(')', 'R', 't', 'R');
        return this;
    }

    private static int[] strides(Shape shape) {
        int[] strides = new int[shape.rank()];
        int step = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= shape.dim(i);
        }
        return strides;
    }

    private void integers(int[] values) {
        op('(');
        for (int value : values) {
            integer(value);
        }
        op('t');
    }

    /** The pickle of the one value that was written. */
    public byte[] end() {
        op('.');
        return bytes.toByteArray();
    }
}

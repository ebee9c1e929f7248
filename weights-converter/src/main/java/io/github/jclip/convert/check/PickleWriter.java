// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.check;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes pickles of protocol 2 as PyTorch does: dictionaries, modules, and tensors whose storages lie outside. */
final class PickleWriter {
    private static final int PROTO = 0x80;
    private static final int NEWOBJ = 0x81;
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

    PickleWriter() {
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

    PickleWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        op('X');
        littleEndian(utf8.length, 4);
        bytes.writeBytes(utf8);
        return this;
    }

    PickleWriter integer(long value) {
        op(LONG1, Long.BYTES);
        littleEndian(value, Long.BYTES);
        return this;
    }

    /** Begins an OrderedDict; keys and values follow. */
    PickleWriter beginDictionary() {
        global("collections", "OrderedDict");
        op(')', 'R', '(');
        return this;
    }

    PickleWriter endDictionary() {
        op('u');
        return this;
    }

    /** Begins a module of TorchScript; names and values of its attributes follow. */
    PickleWriter beginModule(String type) {
        global("__torch__", type);
        op(')', NEWOBJ, '}', '(');
        return this;
    }

    PickleWriter endModule() {
        op('u', 'b');
        return this;
    }

    /** A dense tensor whose storage has this key. */
    PickleWriter tensor(String key, DType dtype, Shape shape) {
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

    byte[] end() {
        op('.');
        return bytes.toByteArray();
    }
}

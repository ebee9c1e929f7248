// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.onnx;

/** An attribute of a node, an {@code AttributeProto}. */
public final class Attribute {
    private static final int NAME = 1;
    private static final int FLOAT_VALUE = 2;
    private static final int INT_VALUE = 3;
    private static final int INT_VALUES = 8;
    private static final int TYPE = 20;

    private static final int FLOAT = 1;
    private static final int INT = 2;
    private static final int INTS = 7;

    private final Proto proto;

    private Attribute(Proto proto) {
        this.proto = proto;
    }

    Proto proto() {
        return proto;
    }

    /** An integer. */
    public static Attribute of(String name, long value) {
        return new Attribute(
                new Proto().string(NAME, name).integer(INT_VALUE, value).integer(TYPE, INT));
    }

    /** A number. */
    public static Attribute of(String name, float value) {
        return new Attribute(
                new Proto().string(NAME, name).float32(FLOAT_VALUE, value).integer(TYPE, FLOAT));
    }

    /** A list of integers. */
    public static Attribute of(String name, int... values) {
        Proto proto = new Proto().string(NAME, name);
        for (int value : values) {
            proto.integer(INT_VALUES, value);
        }
        return new Attribute(proto.integer(TYPE, INTS));
    }
}

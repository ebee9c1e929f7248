// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.onnx;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.safetensors.TensorSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * An ONNX graph under construction. Values are known by their names; a node is added after the nodes that it reads, as
 * ONNX requires.
 */
public final class Graph {
    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_NAME = 3;
    private static final int NODE_OP_TYPE = 4;
    private static final int NODE_ATTRIBUTE = 5;

    private final String name;
    private final List<Proto> nodes = new ArrayList<>();
    private final List<Proto> inputs = new ArrayList<>();
    private final List<Proto> outputs = new ArrayList<>();
    private final SequencedMap<String, TensorSource> initialisers = new LinkedHashMap<>();

    /** A graph without nodes. */
    public Graph(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    List<Proto> nodes() {
        return nodes;
    }

    List<Proto> inputs() {
        return inputs;
    }

    List<Proto> outputs() {
        return outputs;
    }

    /** Constant tensors, to be loaded one at a time. */
    List<TensorSource> initialisers() {
        return List.copyOf(initialisers.values());
    }

    /**
     * Writes the graph as a file, with its constants inside if they have at most 1.5 GB, else beside it.
     *
     * @return the files written
     * @throws io.github.jclip.tensor.BadInputException if they cannot be written
     */
    public List<Path> write(Path file) {
        return OnnxFile.write(file, this, Map.of(), OnnxFile.MOST_INSIDE);
    }

    /** Declares an input; a dimension is a number, or a name where it may change from call to call. */
    public String input(String value, DType dtype, Object... dims) {
        inputs.add(ValueInfo.of(value, dtype, dims));
        return value;
    }

    /** Declares that a node's value is an output. */
    public void output(String value, DType dtype, Object... dims) {
        outputs.add(ValueInfo.of(value, dtype, dims));
    }

    /** Adds a constant tensor, unless there is one of its name. */
    public String initialiser(TensorSource tensor) {
        initialisers.putIfAbsent(tensor.name(), tensor);
        return tensor.name();
    }

    /** A constant vector of integers. */
    public String vector(int... values) {
        return integers(Shape.of(values.length), "vector", values);
    }

    /** A constant integer without dimensions. */
    public String scalar(int value) {
        return integers(Shape.of(), "scalar", value);
    }

    private String integers(Shape shape, String kind, int... values) {
        String constant =
                Arrays.stream(values).mapToObj(Integer::toString).collect(Collectors.joining("_", kind + "_", ""));
        return initialiser(new TensorSource(
                constant,
                DType.I64,
                shape,
                scope -> Tensor.ofInts(scope, values, shape.toArray()).copyTo(scope, DType.I64)));
    }

    /** A constant number without dimensions. */
    public String number(String constant, float value) {
        return initialiser(new TensorSource(constant, DType.F32, Shape.of(), scope -> {
            Tensor tensor = scope.allocate(DType.F32, Shape.of());
            tensor.fill(value);
            return tensor;
        }));
    }

    /** A constant [T, T] to be added to scores: 0 where a token may look, −∞ at the later ones. */
    public String causalMask(int tokens) {
        Shape shape = Shape.of(tokens, tokens);
        return initialiser(new TensorSource("causal_mask", DType.F32, shape, scope -> {
            Tensor mask = scope.allocate(DType.F32, shape);
            for (int row = 0; row < tokens; row++) {
                mask.slice(0, row, row + 1).slice(1, row + 1, tokens).fill(Double.NEGATIVE_INFINITY);
            }
            return mask;
        }));
    }

    /** Adds a node of one output, which gives the node its name, and returns it. */
    public String node(String opType, String output, List<String> operands, Attribute... attributes) {
        nodes.add(proto(opType, List.of(output), operands, attributes));
        return output;
    }

    /** Adds a node of several outputs. */
    public List<String> nodes(String opType, List<String> results, List<String> operands, Attribute... attributes) {
        nodes.add(proto(opType, results, operands, attributes));
        return results;
    }

    private static Proto proto(String opType, List<String> results, List<String> operands, Attribute... attributes) {
        Proto node = new Proto();
        operands.forEach(operand -> node.string(NODE_INPUT, operand));
        results.forEach(result -> node.string(NODE_OUTPUT, result));
        node.string(NODE_NAME, results.getFirst()).string(NODE_OP_TYPE, opType);
        for (Attribute attribute : attributes) {
            node.message(NODE_ATTRIBUTE, attribute.proto());
        }
        return node;
    }
}

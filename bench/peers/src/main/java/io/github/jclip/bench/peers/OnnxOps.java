// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import io.github.jclip.convert.onnx.Attribute;
import io.github.jclip.convert.onnx.Graph;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.AveragePool;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.op.Softmax;
import io.github.jclip.tensor.safetensors.TensorSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Single ops as ONNX models: activations are inputs, weights are constants that the runtime may pack. */
final class OnnxOps {
    private static final String Y = "y";
    private static final float QUICK_GELU_FACTOR = 1.702f;

    /** A model, the tensors to feed it and what it computes. */
    record Model(Graph graph, Map<String, Tensor> inputs, OnnxContender.Output output, OutputLayout layout) {}

    private final Graph graph = new Graph("op");
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();

    private OnnxOps() {}

    /** The op as a model; empty where the bench has no such op. */
    static Optional<Model> model(Op op) {
        OnnxOps model = new OnnxOps();
        return switch (op) {
            case Linear linear -> Optional.of(model.linear(linear));
            case Convolution convolution -> Optional.of(model.convolution(convolution));
            case Attention attention -> Optional.of(model.attention(attention));
            case AveragePool pool -> Optional.of(model.averagePool(pool));
            case LayerNorm norm -> Optional.of(model.layerNorm(norm));
            case Softmax softmax ->
                Optional.of(model.finish(
                        model.graph.node(
                                "Softmax", Y, List.of(model.input("x", softmax.x())), Attribute.of("axis", -1L)),
                        softmax.y()));
            case Activate activate ->
                Optional.of(model.finish(
                        model.activation(model.input("x", activate.x()), activate.activation(), Y), activate.y()));
            case Add add ->
                Optional.of(model.finish(
                        model.graph.node("Add", Y, List.of(model.input("a", add.a()), model.input("b", add.b()))),
                        add.y()));
            default -> Optional.empty();
        };
    }

    private String input(String name, Tensor tensor) {
        inputs.put(name, tensor);
        return graph.input(name, DType.F32, dims(tensor));
    }

    private static Object[] dims(Tensor tensor) {
        return Arrays.stream(tensor.shape().toArray()).boxed().toArray();
    }

    private String constant(String name, Tensor tensor) {
        return graph.initialiser(new TensorSource(
                name,
                DType.F32,
                tensor.shape(),
                scope -> tensor.isContiguous() ? tensor : tensor.copyTo(scope, DType.F32)));
    }

    private Model finish(String output, Tensor like) {
        return finish(output, like, OutputLayout.AS_IT_IS);
    }

    private Model finish(String output, Tensor like, OutputLayout layout) {
        graph.output(output, DType.F32, dims(like));
        return new Model(graph, inputs, new OnnxContender.Output(output, like.shape()), layout);
    }

    private Model linear(Linear op) {
        String x = input("x", op.x());
        String w = constant("w", op.w().source());
        Epilogue epilogue = op.epilogue();
        boolean plain = epilogue.activation() == Activation.NONE && epilogue.residual() == null;
        List<String> operands = epilogue.bias() == null ? List.of(x, w) : List.of(x, w, constant("b", epilogue.bias()));
        String y = graph.node("Gemm", plain ? Y : "product", operands, Attribute.of("transB", 1L));
        return finish(plain ? y : epilogue(y, epilogue, op.y()), op.y());
    }

    private String epilogue(String x, Epilogue epilogue, Tensor like) {
        String y = x;
        if (epilogue.residual() != null) {
            String sum = epilogue.activation() == Activation.NONE ? Y : "sum";
            y = graph.node(
                    "Add",
                    sum,
                    List.of(
                            y,
                            input(
                                    "residual",
                                    epilogue.residual().expand(like.shape().toArray()))));
        }
        return epilogue.activation() == Activation.NONE ? y : activation(y, epilogue.activation(), Y);
    }

    private String activation(String x, Activation activation, String output) {
        return switch (activation) {
            case NONE -> x;
            case RELU -> graph.node("Relu", output, List.of(x));
            case QUICK_GELU -> {
                String factor = graph.number("factor", QUICK_GELU_FACTOR);
                String scaled = graph.node("Mul", "scaled", List.of(x, factor));
                yield graph.node("Mul", output, List.of(x, graph.node("Sigmoid", "sigmoid", List.of(scaled))));
            }
            case GELU, SILU -> throw new IllegalArgumentException("no case of the bench has " + activation);
        };
    }

    private Model convolution(Convolution op) {
        int kernel = op.kernel();
        int padding = op.padding();
        Tensor x = op.x().permute(0, 3, 1, 2);
        Tensor w = op.w().source().unflatten(1, kernel, kernel, x.dim(1)).permute(0, 3, 1, 2);
        boolean plain = op.epilogue().activation() == Activation.NONE;
        String maps = graph.node(
                "Conv",
                plain ? Y : "maps",
                List.of(
                        input("x", x),
                        constant("w", w),
                        constant("b", op.epilogue().bias())),
                Attribute.of("kernel_shape", kernel, kernel),
                Attribute.of("strides", op.stride(), op.stride()),
                Attribute.of("pads", padding, padding, padding, padding));
        return finish(
                activation(maps, op.epilogue().activation(), Y),
                op.y().permute(0, 3, 1, 2),
                OutputLayout.CHANNELS_FIRST);
    }

    private Model averagePool(AveragePool op) {
        String y = graph.node(
                "AveragePool",
                Y,
                List.of(input("x", op.x().permute(0, 3, 1, 2))),
                Attribute.of("kernel_shape", op.kernel(), op.kernel()),
                Attribute.of("strides", op.kernel(), op.kernel()));
        return finish(y, op.y().permute(0, 3, 1, 2), OutputLayout.CHANNELS_FIRST);
    }

    private Model layerNorm(LayerNorm op) {
        String y = graph.node(
                "LayerNormalization",
                Y,
                List.of(input("x", op.x()), constant("weight", op.weight()), constant("bias", op.bias())),
                Attribute.of("axis", -1L),
                Attribute.of("epsilon", (float) op.epsilon()));
        return finish(y, op.y());
    }

    private Model attention(Attention op) {
        int width = op.q().dim(2);
        int headDim = width / op.heads();
        String q = heads("q", op.q(), op.heads(), 0, 2, 1, 3);
        String k = heads("k", op.k(), op.heads(), 0, 2, 3, 1);
        String v = heads("v", op.v(), op.heads(), 0, 2, 1, 3);
        String scale = graph.number("scale", (float) (1 / Math.sqrt(headDim)));
        String scores = graph.node("Mul", "scaled", List.of(graph.node("MatMul", "scores", List.of(q, k)), scale));
        if (op.causal()) {
            scores = graph.node(
                    "Add", "masked", List.of(scores, graph.causalMask(op.q().dim(1))));
        }
        String probabilities = graph.node("Softmax", "probabilities", List.of(scores), Attribute.of("axis", -1L));
        String attended = graph.node("MatMul", "attended", List.of(probabilities, v));
        String byToken = graph.node("Transpose", "by_token", List.of(attended), Attribute.of("perm", 0, 2, 1, 3));
        String y = graph.node("Reshape", Y, List.of(byToken, graph.vector(0, 0, width)));
        return finish(y, op.y());
    }

    private String heads(String name, Tensor tensor, int heads, int... order) {
        String shape = graph.vector(0, 0, heads, tensor.dim(2) / heads);
        String split = graph.node("Reshape", name + "_heads", List.of(input(name, tensor), shape));
        return graph.node("Transpose", name + "_by_head", List.of(split), Attribute.of("perm", order));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.AveragePool;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.op.Softmax;
import java.util.Optional;

/** Single ops as PyTorch programs. */
final class TorchOps {

    /** A program and the name of its result. */
    record Program(TorchScript script, String result, OutputLayout layout) {}

    private final TorchScript script = new TorchScript();

    private TorchOps() {}

    /** The op as a program; empty where the bench has no such op. */
    static Optional<Program> program(Op op) {
        TorchOps ops = new TorchOps();
        return Optional.ofNullable(ops.result(op)).map(result -> new Program(ops.script, result, layout(op)));
    }

    private static OutputLayout layout(Op op) {
        return op instanceof Convolution || op instanceof AveragePool
                ? OutputLayout.CHANNELS_FIRST
                : OutputLayout.AS_IT_IS;
    }

    private String result(Op op) {
        return switch (op) {
            case Linear linear -> linear(linear);
            case Convolution convolution -> convolution(convolution);
            case Attention attention -> attention(attention);
            case AveragePool pool ->
                script.let(
                        "torch.avg_pool2d(%s, [%d, %d])",
                        script.operand(pool.x().permute(0, 3, 1, 2)), pool.kernel(), pool.kernel());
            case LayerNorm norm ->
                script.let(
                        "torch.layer_norm(%s, [%d], %s, %s, %s)",
                        script.operand(norm.x()),
                        norm.x().dim(norm.x().rank() - 1),
                        script.operand(norm.weight()),
                        script.operand(norm.bias()),
                        norm.epsilon());
            case Softmax softmax -> script.let("torch.softmax(%s, -1)", script.operand(softmax.x()));
            case Activate activate -> activation(script, script.operand(activate.x()), activate.activation());
            case Add add -> script.let("torch.add(%s, %s)", script.operand(add.a()), script.operand(add.b()));
            default -> null;
        };
    }

    private String linear(Linear op) {
        Tensor bias = op.epilogue().bias();
        String y = script.let(
                "torch.linear(%s, %s, %s)",
                script.operand(op.x()), script.operand(op.w().source()), bias == null ? "None" : script.operand(bias));
        Tensor residual = op.epilogue().residual();
        if (residual != null) {
            y = script.let("torch.add(%s, %s)", y, script.operand(residual));
        }
        return activation(script, y, op.epilogue().activation());
    }

    private String convolution(Convolution op) {
        Tensor x = op.x().permute(0, 3, 1, 2);
        Tensor w =
                op.w().source().unflatten(1, op.kernel(), op.kernel(), x.dim(1)).permute(0, 3, 1, 2);
        String y = script.let(
                "torch.conv2d(%s, %s, %s, [%d, %d], [%d, %d])",
                script.operand(x),
                script.operand(w),
                script.operand(op.epilogue().bias()),
                op.stride(),
                op.stride(),
                op.padding(),
                op.padding());
        return activation(script, y, op.epilogue().activation());
    }

    private String attention(Attention op) {
        int width = op.q().dim(2);
        String attended = script.let(
                "torch.scaled_dot_product_attention(%s, %s, %s, None, 0., %s)",
                heads(op.q(), op.heads()), heads(op.k(), op.heads()), heads(op.v(), op.heads()), python(op.causal()));
        return script.let(
                "torch.reshape(torch.transpose(%s, 1, 2), [%d, %d, %d])",
                attended, op.q().dim(0), op.q().dim(1), width);
    }

    private String heads(Tensor tensor, int heads) {
        return script.let(
                "torch.transpose(torch.reshape(%s, [%d, %d, %d, %d]), 1, 2)",
                script.operand(tensor), tensor.dim(0), tensor.dim(1), heads, tensor.dim(2) / heads);
    }

    static String python(boolean value) {
        return value ? "True" : "False";
    }

    /** Adds an activation as the original CLIP writes it. */
    static String activation(TorchScript script, String x, Activation activation) {
        return switch (activation) {
            case NONE -> x;
            case RELU -> script.let("torch.relu_(%s)", x);
            case GELU -> script.let("torch.gelu(%s)", x);
            case SILU -> script.let("torch.silu(%s)", x);
            case QUICK_GELU -> script.let("torch.mul(%s, torch.sigmoid(torch.mul(%s, 1.702)))", x, x);
        };
    }
}

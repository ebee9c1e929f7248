// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Linear;
import java.util.List;

/**
 * The product y[M, N] = x[M, K]·W[N, K]ᵀ of a linear layer.
 *
 * @param m rows of x
 * @param n outputs
 * @param k inputs
 */
public record GemmCase(int m, int n, int k) implements BenchCase {

    /** The linear layers of ViT-B/16 for 8 images (1576 tokens) and of ViT-B/32 for 8 (400), and two squares. */
    public static final List<GemmCase> CLIP = List.of(
            new GemmCase(1576, 2304, 768),
            new GemmCase(400, 2304, 768),
            new GemmCase(1576, 3072, 768),
            new GemmCase(1576, 768, 3072),
            new GemmCase(400, 3072, 768),
            new GemmCase(400, 768, 3072),
            new GemmCase(1024, 1024, 1024),
            new GemmCase(2048, 2048, 2048));

    /** Sizes that fill no tile: one image's tokens, one token, a vocabulary of classes. */
    public static final List<GemmCase> ODD =
            List.of(new GemmCase(50, 2304, 768), new GemmCase(1, 512, 768), new GemmCase(257, 1001, 511));

    @Override
    public Group group() {
        return Group.GEMM;
    }

    @Override
    public String name() {
        return "gemm";
    }

    @Override
    public String size() {
        return "%d×%d×%d".formatted(m, n, k);
    }

    @Override
    public GemmTrial prepare(Scope scope) {
        SeededOperands operands = new SeededOperands(scope);
        Tensor x = operands.normal(m, k);
        Tensor w = operands.normal(n, k);
        try (CpuDevice device = new CpuDevice(1)) {
            PackedMatrix packed = device.pack(w, scope);
            return new GemmTrial(this, new Linear(x, packed, Epilogue.NONE, operands.output(m, n)));
        }
    }
}

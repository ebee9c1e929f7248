// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Convolution;

/** {@link Convolution} by a kernel that gathers its patches while it multiplies. */
final class GatheredConvolution {
    private static final int TILE_ROWS = 128;

    /** Bytes of a tile's row, and from one row to the next. */
    private static final int STEP_BYTES = 64;

    private static final int PITCH_BYTES = 80;

    /** With about a microsecond for each. [not measured] */
    private static final int FEW_STEPS = 24;

    private final Convolution op;
    private final Windows windows;
    private final Tensor w;

    private GatheredConvolution(Convolution op) {
        this.op = op;
        this.windows = Windows.of(op);
        this.w = WindowMatrix.padded(op.w()).elements();
    }

    /**
     * Whether the kernel can take the operands, and does so faster than patches in memory and cuBLAS would, as far as can be
     * told without having measured it.
     */
    static boolean suits(Convolution op, Launcher launcher) {
        GatheredConvolution convolution = new GatheredConvolution(op);
        Precision precision = launcher.precisionOf(op.x().dtype());
        Activation activation = op.epilogue().activation();
        return (activation == Activation.NONE || activation == Activation.RELU)
                && op.y().dim(3) <= mostOutputs(precision)
                && convolution.isAligned()
                && convolution.isBusy(launcher.gpu().properties().multiprocessors());
    }

    /**
     * Patches in memory are written and read once, 2·e·K bytes for each position with e bytes for each of the K terms, while
     * the product makes 2·K·N FLOPs of them. So on a GPU of F FLOPs and W bytes a second they add the share e·F/(N·W) to the
     * product's time, whatever the shape but for the outputs N. A kernel as fast as the part s of cuBLAS breaks even
     * where 1/s = 1 + e·F/(N·W). For an H200, W = 4.8·10¹², the numbers are guessed to be
     *
     * <pre>
     *            F        s      N
     * F16, BF16  6·10¹⁴   0.55   305
     * F32        5·10¹³   0.7     97
     * TF32       3.5·10¹⁴ 0.1     32   the kernel has the speed of F32
     * </pre>
     *
     * [not measured]
     */
    private static int mostOutputs(Precision precision) {
        return switch (precision) {
            case F32 -> 64;
            case TF32 -> 32;
            case F16, BF16 -> 256;
        };
    }

    /**
     * Whether tiles fill the GPU, or have few steps: one after the other, these take longer than the two launches of
     * the other way, whose product cuBLAS may split along the terms.
     */
    private boolean isBusy(int multiprocessors) {
        int steps = Math.ceilDiv(w.dim(1) * w.dtype().byteSize(), STEP_BYTES);
        return steps <= FEW_STEPS || tiles(columns()) >= multiprocessors;
    }

    /** Whether all is in groups of 16 bytes, and steps within the images of a tile fit an int. */
    private boolean isAligned() {
        long images = Math.min(TILE_ROWS, op.x().dim(0));
        long reach = images * op.x().stride(0) + (long) op.x().dim(1) * op.x().stride(1);
        return windows.isGrouped(w.dim(1)) && w.stride(0) == w.dim(1) && reach < Integer.MAX_VALUE;
    }

    static void run(Convolution op, Launcher launcher) {
        new GatheredConvolution(op).run(launcher);
    }

    private void run(Launcher launcher) {
        Tensor y = op.y();
        Tensor bias = op.epilogue().bias();
        Tensor residual = op.epilogue().residual();
        int columns = columns();
        KernelArguments arguments = windows.arguments(windows.group(), w.dim(1))
                .address(w)
                .number(windows.positions())
                .addressOrNull(bias)
                .number(bias == null ? 0 : bias.stride(0))
                .addressOrNull(residual)
                .structure(StridedWalk.byRows(residual == null ? y : residual).steps(0))
                .number(op.epilogue().activation() == Activation.RELU ? 1 : 0)
                .address(y)
                .structure(StridedWalk.byRows(y).steps(0))
                .number(y.dim(3));
        String entry = "convolution_%d_%s".formatted(columns, ElementType.suffix(y.dtype()));
        launcher.launch("convolution", entry, shape(columns), arguments);
    }

    /** Outputs of a tile: those of RN50 are 32, 64 and multiples of 128. */
    private int columns() {
        int widest = op.x().dtype() == DType.F32 ? 64 : 128;
        int outputs = op.y().dim(3);
        return outputs <= 32 ? 32 : outputs <= 64 ? 64 : widest;
    }

    private int tiles(int columns) {
        return Math.multiplyExact(
                Math.ceilDiv(windows.positions(), TILE_ROWS),
                Math.ceilDiv(op.y().dim(3), columns));
    }

    private LaunchShape shape(int columns) {
        return new LaunchShape(tiles(columns), 1, 2 * columns, 2 * (TILE_ROWS + columns) * PITCH_BYTES);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Linear;
import java.util.Optional;

/**
 * {@link Convolution} on a GPU: as a linear layer over the pixels where each window is a pixel, else by the kernel that
 * gathers its patches where that suits, else as a linear layer over the patches of as many images as the workspace holds.
 */
final class ConvolutionCuda {
    private final Convolution op;
    private final Launcher launcher;
    private final long workspace;

    private ConvolutionCuda(Convolution op, Launcher launcher, long workspace) {
        this.op = op;
        this.launcher = launcher;
        this.workspace = workspace;
    }

    static void run(Convolution op, Launcher launcher) {
        run(op, launcher, Windows.WORKSPACE);
    }

    /** @param workspace bytes that patches may take, unless those of one image take more */
    static void run(Convolution op, Launcher launcher, long workspace) {
        if (op.y().elementCount() > 0) {
            new ConvolutionCuda(op, launcher, workspace).run();
        }
    }

    /** Bytes of temporary memory that it takes: that of the patches, where they are in memory. */
    static long temporaryBytes(Convolution op, Launcher launcher) {
        ConvolutionCuda convolution = new ConvolutionCuda(op, launcher, Windows.WORKSPACE);
        if (convolution.overPixels().isPresent() || GatheredConvolution.suits(op, launcher)) {
            return 0;
        }
        Windows windows = Windows.of(op);
        int columns = WindowMatrix.padded(op.w()).inputs();
        return (long) windows.imagesAtOnce(columns, Windows.WORKSPACE)
                * windows.height()
                * windows.width()
                * columns
                * op.x().dtype().byteSize();
    }

    /** The linear layer over pixels that it is, where it is one. */
    private Optional<Linear> overPixels() {
        return Windows.of(op).arePixels()
                ? linear(op.x(), DenseMatrix.of(op.w()), op.epilogue(), op.y())
                : Optional.empty();
    }

    private void run() {
        Optional<Linear> overPixels = overPixels();
        if (overPixels.isPresent()) {
            LinearCuda.run(overPixels.get(), launcher);
        } else if (GatheredConvolution.suits(op, launcher)) {
            GatheredConvolution.run(op, launcher);
        } else {
            byPatches();
        }
    }

    private void byPatches() {
        Windows windows = Windows.of(op);
        DenseMatrix w = WindowMatrix.padded(op.w());
        int images = op.x().dim(0);
        int atOnce = windows.imagesAtOnce(w.inputs(), workspace);
        try (CudaScope scope = launcher.openTemporary()) {
            Tensor patches =
                    scope.allocateUninitialised(op.x().dtype(), atOnce, windows.height(), windows.width(), w.inputs());
            for (int from = 0; from < images; from += atOnce) {
                int to = Math.min(from + atOnce, images);
                Tensor rows = patches.slice(0, 0, to - from);
                windows.images(from, to).write(rows, launcher);
                multiply(rows, w, images(op.epilogue(), from, to), op.y().slice(0, from, to));
            }
        }
    }

    private static Epilogue images(Epilogue epilogue, int from, int to) {
        Tensor residual = epilogue.residual();
        return residual == null ? epilogue : epilogue.withResidual(residual.slice(0, from, to));
    }

    private void multiply(Tensor rows, DenseMatrix w, Epilogue epilogue, Tensor y) {
        linear(rows, w, epilogue, y)
                .ifPresentOrElse(it -> LinearCuda.run(it, launcher), () -> multiplyBeside(rows, w, epilogue, y));
    }

    /** By way of a dense copy of y, which the residual is written into first: y may be the residual. */
    private void multiplyBeside(Tensor rows, DenseMatrix w, Epilogue epilogue, Tensor y) {
        try (CudaScope scope = launcher.openTemporary()) {
            Tensor dense = scope.allocateUninitialised(y.dtype(), y.shape().toArray());
            Tensor residual = epilogue.residual();
            if (residual != null) {
                CastCuda.run(residual, dense, launcher);
            }
            Epilogue within = epilogue.withResidual(residual == null ? null : dense);
            LinearCuda.run(linear(rows, w, within, dense).orElseThrow(), launcher);
            CastCuda.run(dense, y, launcher);
        }
    }

    /**
     * The linear layer over pixels: of all images as one matrix, or of a batch of images where tokens of no patch lie
     * between them, as in a ViT's sequences. Empty where pixels do not lie evenly.
     */
    private static Optional<Linear> linear(Tensor x, PackedMatrix w, Epilogue epilogue, Tensor y) {
        return linear(0, x, w, epilogue, y).or(() -> linear(1, x, w, epilogue, y));
    }

    private static Optional<Linear> linear(int first, Tensor x, PackedMatrix w, Epilogue epilogue, Tensor y) {
        Optional<Tensor> pixels = x.flatten(first, 2).filter(it -> it.stride(-1) == 1);
        Optional<Tensor> target = y.flatten(first, 2);
        if (pixels.isEmpty() || target.isEmpty()) {
            return Optional.empty();
        }
        Tensor residual = epilogue.residual();
        if (residual == null) {
            return Optional.of(new Linear(pixels.get(), w, epilogue, target.get()));
        }
        return residual.flatten(first, 2)
                .map(it -> new Linear(pixels.get(), w, epilogue.withResidual(it), target.get()));
    }
}

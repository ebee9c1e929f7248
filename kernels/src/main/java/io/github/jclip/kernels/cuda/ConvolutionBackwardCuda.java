// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.ConvolutionBackward;
import java.util.Optional;

/** {@link ConvolutionBackward} by cuBLAS: dweight + dyᵀ·patches, for as many images as the workspace holds at a time. */
final class ConvolutionBackwardCuda {
    private final ConvolutionBackward op;
    private final Launcher launcher;
    private final long workspace;

    private ConvolutionBackwardCuda(ConvolutionBackward op, Launcher launcher, long workspace) {
        this.op = op;
        this.launcher = launcher;
        this.workspace = workspace;
    }

    static void run(ConvolutionBackward op, Launcher launcher) {
        run(op, launcher, Windows.WORKSPACE);
    }

    /** @param workspace bytes that patches may take, unless those of one image take more */
    static void run(ConvolutionBackward op, Launcher launcher, long workspace) {
        if (op.dy().elementCount() > 0 && op.dweight().elementCount() > 0) {
            new ConvolutionBackwardCuda(op, launcher, workspace).run();
        }
    }

    private void run() {
        Optional<Tensor> pixels = Windows.of(op).arePixels() ? op.x().flatten(0, 2) : Optional.empty();
        pixels.ifPresentOrElse(it -> accumulate(it, op.dy()), this::byPatches);
    }

    private void byPatches() {
        Windows windows = Windows.of(op);
        int columns = op.dweight().dim(1);
        int padded = WindowMatrix.paddedWidth(columns);
        int images = op.x().dim(0);
        int atOnce = windows.imagesAtOnce(padded, workspace);
        try (CudaScope scope = launcher.openTemporary()) {
            Tensor patches =
                    scope.allocateUninitialised(op.x().dtype(), atOnce, windows.height(), windows.width(), padded);
            for (int from = 0; from < images; from += atOnce) {
                int to = Math.min(from + atOnce, images);
                Tensor rows = patches.slice(0, 0, to - from);
                windows.images(from, to).write(rows, launcher);
                accumulate(
                        rows.slice(3, 0, columns).flatten(0, 2).orElseThrow(),
                        op.dy().slice(0, from, to));
            }
        }
    }

    /** @param rows [B·H'·W', kernel·kernel·C] */
    private void accumulate(Tensor rows, Tensor dy) {
        try (CudaScope scope = launcher.openTemporary()) {
            Tensor gradient = dy.flatten(0, 2).orElseGet(() -> {
                Tensor dense =
                        scope.allocateUninitialised(dy.dtype(), dy.shape().toArray());
                CastCuda.run(dy, dense, launcher);
                return dense.flatten(0, 2).orElseThrow();
            });
            new Products(launcher).multiply(1, gradient.transpose(0, 1), rows, 1, op.dweight());
        }
    }
}

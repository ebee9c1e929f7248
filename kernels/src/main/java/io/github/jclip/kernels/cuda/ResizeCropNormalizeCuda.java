// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.ResizeCropNormalize;

/** {@link ResizeCropNormalize} on a GPU. The table is not checked: it comes from what placed the images. */
final class ResizeCropNormalizeCuda {
    /** Outputs of a block, as the kernel has them. */
    private static final int TILE_COLUMNS = 32;

    private static final int TILE_ROWS = 16;

    private ResizeCropNormalizeCuda() {}

    static void run(ResizeCropNormalize op, Launcher launcher) {
        Tensor y = op.y();
        if (y.elementCount() == 0) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(op.pixels())
                .address(op.table())
                .address(op.levels())
                .address(y)
                .structure(y.stride(0), y.stride(1), y.stride(2), y.stride(3))
                .structure(y.dim(0), y.dim(1), y.dim(2), y.dim(3));
        long tiles = (long) Math.ceilDiv(y.dim(2), TILE_ROWS) * Math.ceilDiv(y.dim(3), TILE_COLUMNS);
        launcher.launch("resize_crop_normalize", y.dtype(), LaunchShape.blockPerRow(y.dim(0) * tiles), arguments);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;

/**
 * A weight matrix [N, K] widened to F32 in panels of the micro-kernel's width: panel j holds columns j·NR to (j+1)·NR
 * of x·Wᵀ, NR floats for each k, zeros beyond N.
 */
record PanelMatrix(Tensor source, Tensor panels) implements PackedMatrix {

    /**
     * Packs a matrix of F32, F16 or BF16.
     *
     * @param weight [N, K], any strides
     */
    static PanelMatrix pack(Tensor weight, Scope scope, Workers workers) {
        if (weight.rank() != 2) {
            throw new IllegalArgumentException("pack: a weight matrix has rank 2, not " + weight.rank());
        }
        PanelPacker packer = new PanelPacker(weight, 1f, false);
        Tensor panels = scope.allocate(DType.F32, packer.panels(), weight.dim(1), MicroKernel.COLUMNS);
        packer.pack(RawMemory.address(panels), workers);
        return new PanelMatrix(weight, panels);
    }

    /** Lays out the source's present elements. */
    void repack(Workers workers) {
        new PanelPacker(source, 1f, true).pack(address(), workers);
    }

    /** The address of the first panel. */
    long address() {
        return RawMemory.address(panels);
    }

    /** The panels of an operand that this device has packed. */
    static PanelMatrix of(PackedMatrix matrix) {
        if (matrix instanceof PanelMatrix panels) {
            return panels;
        }
        throw new IllegalArgumentException("the matrix was packed by another device: " + matrix);
    }

    @Override
    public long byteSize() {
        return panels.byteSize();
    }
}

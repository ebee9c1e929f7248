// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.clip.image.PixelBatch;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.op.ResizeCropNormalize;

/**
 * The way of images to a device that preprocesses them. Its op is not part of a tower's prepared ops: how many pixels there
 * are is new in each batch.
 */
final class PixelInput implements AutoCloseable {
    private final Device device;
    private final GrowingInput pixelInput;
    private final GrowingInput tableInput;
    private final GrowingBuffer pixels;
    private final GrowingBuffer table;
    private Scope levelScope;
    private Tensor levels;
    private Preprocessing preprocessing;

    /** An input that takes no memory yet. */
    PixelInput(Device device) {
        this.device = device;
        this.pixelInput = new GrowingInput(device, DType.U8);
        this.tableInput = new GrowingInput(device, DType.I32);
        this.pixels = new GrowingBuffer(device, DType.U8);
        this.table = new GrowingBuffer(device, DType.I32);
    }

    /**
     * Brings images to the device.
     *
     * @param batch may be changed when this returns
     * @param target on the device, [B, 3, size, size]
     * @return what preprocesses them there, before others are brought
     */
    Op write(PixelBatch batch, Tensor target) {
        try (Scope host = Scope.ofHost()) {
            Tensor hostTable = batch.table(host);
            Tensor devicePixels = pixels.take(batch.pixels().dim(0));
            Tensor deviceTable = table.take(hostTable.dim(0));
            pixelInput.write(batch.pixels(), devicePixels);
            tableInput.write(hostTable, deviceTable);
            return new ResizeCropNormalize(devicePixels, deviceTable, levelsOf(batch.preprocessing()), target);
        }
    }

    private Tensor levelsOf(Preprocessing wanted) {
        if (preprocessing != wanted) {
            closeLevels();
            levelScope = device.openScope();
            try (Scope host = Scope.ofHost()) {
                Tensor values = wanted.levels(host);
                levels = levelScope.allocate(values.dtype(), values.shape());
                device.copy(values, levels);
            }
            preprocessing = wanted;
        }
        return levels;
    }

    private void closeLevels() {
        if (levelScope != null) {
            levelScope.close();
            levelScope = null;
            preprocessing = null;
        }
    }

    /** Gives the memory back, until something is written again. */
    @Override
    public void close() {
        pixelInput.close();
        tableInput.close();
        pixels.close();
        table.close();
        closeLevels();
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.StagedInput;
import io.github.jclip.tensor.Tensor;

/** A staged input that is as large as the largest tensor so far. */
final class GrowingInput implements AutoCloseable {
    private final Device device;
    private final DType type;
    private StagedInput input;
    private long elements;

    /** An input that takes no memory yet. */
    GrowingInput(Device device, DType type) {
        this.device = device;
        this.type = type;
    }

    /** As {@link StagedInput#write}. */
    void write(Tensor host, Tensor target) {
        if (host.elementCount() > elements) {
            close();
            input = device.stageInput(type, Math.toIntExact(host.elementCount()));
            elements = host.elementCount();
        }
        input.write(host, target);
    }

    /** Gives the memory back, until something is written again. */
    @Override
    public void close() {
        if (input != null) {
            input.close();
            input = null;
            elements = 0;
        }
    }
}

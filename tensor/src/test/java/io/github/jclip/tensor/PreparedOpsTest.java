// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.AddScaled;
import io.github.jclip.tensor.op.Op;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A device with nothing to prepare runs prepared ops one by one, in order. */
class PreparedOpsTest {

    @Test
    void runsInOrderWithTheTensorsAsTheyAre() {
        try (CpuDevice device = new CpuDevice(1);
                Scope scope = Scope.ofHost()) {
            Tensor x = Tensor.ofFloats(scope, new float[] {1}, 1);
            Tensor y = scope.allocate(DType.F32, 1);
            List<Op> ops = new ArrayList<>(List.of(new Add(x, x, y), new AddScaled(y, 3, y, x)));
            try (PreparedOps prepared = device.prepare(ops)) {
                ops.clear();
                prepared.run();
                assertEquals(8, x.get(0));
                prepared.run();
                assertEquals(64, x.get(0));
            }
        }
    }

    @Test
    void refusesWhatTheDeviceRefuses() {
        try (CpuDevice device = new CpuDevice(1);
                Scope scope = Scope.ofHost()) {
            Tensor x = scope.allocate(DType.F64, 1);
            try (PreparedOps prepared = device.prepare(List.of(new Add(x, x, x)))) {
                assertThrows(UnsupportedOperationException.class, prepared::run);
            }
        }
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.tower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.DelegatingDevice;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The memory outside the heap that a tower takes is bounded by one batch, and does not grow from call to call. */
class SteadyMemoryTest {
    @Test
    void manyTextsUseTheBuffersOfOneBatch() {
        AtomicLong allocated = new AtomicLong();
        try (CpuDevice cpu = new CpuDevice(2);
                Scope scope = Scope.ofHost();
                TinyTowers towers = TinyTowers.load(new CountingDevice(cpu, allocated), scope)) {
            long weights = allocated.get();
            encodeTexts(towers, 64, scope);
            long oneBatch = allocated.get() - weights;
            encodeTexts(towers, 6400, scope);
            long idsAndResults = allocated.get() - weights - oneBatch;
            assertTrue(idsAndResults < oneBatch / 4, () -> idsAndResults + " beside " + oneBatch);
            encodeTexts(towers, 64, scope);
            long steady = allocated.get();
            encodeTexts(towers, 64, scope);
            assertEquals(steady, allocated.get(), "a repeated shape allocates");
        }
    }

    private static void encodeTexts(TinyTowers towers, int count, Scope scope) {
        int[][] texts = TinyTowers.texts(count, 40);
        towers.texts().encode(texts, scope.allocate(DType.F32, count, TinyTowers.EMBEDDING_DIM));
    }

    /** The CPU device, counting the elements allocated from its scopes. */
    private static final class CountingDevice extends DelegatingDevice {
        private final AtomicLong elements;

        CountingDevice(Device device, AtomicLong elements) {
            super(device);
            this.elements = elements;
        }

        @Override
        public Scope openScope() {
            return new CountingScope(super.openScope(), elements);
        }
    }

    private record CountingScope(Scope scope, AtomicLong elements) implements Scope {
        @Override
        public Tensor allocate(DType type, Shape shape) {
            elements.addAndGet(shape.elementCount());
            return scope.allocate(type, shape);
        }

        @Override
        public void close() {
            scope.close();
        }
    }
}

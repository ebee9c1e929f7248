// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.StagedInput;
import io.github.jclip.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Two places on the GPU that take turns: one is filled on the stream of copies while the other's content is what the ops
 * compute with. Events order the two streams; the host waits for neither.
 */
final class CudaStagedInput implements StagedInput {
    private static final int PLACES = 2;

    private record Place(Tensor tensor, CudaEvent arrived, CudaEvent consumed) {}

    private final Gpu gpu;
    private final BiConsumer<Tensor, Tensor> convert;
    private final CudaScope scope;
    private final List<CudaEvent> events = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private int next;

    /**
     * An input.
     *
     * @param convert submits a copy between tensors of the GPU, of any types
     */
    CudaStagedInput(Gpu gpu, DType type, int elements, BiConsumer<Tensor, Tensor> convert) {
        this.gpu = gpu;
        this.convert = convert;
        this.scope = gpu.openScope();
        try {
            for (int i = 0; i < PLACES; i++) {
                Place place = new Place(scope.allocate(type, elements), event(), event());
                // The memory is there in the order of the stream that allocates.
                gpu.record(place.consumed());
                places.add(place);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private CudaEvent event() {
        CudaEvent event = gpu.openEvent(CudaEvent::ofOrder);
        events.add(event);
        return event;
    }

    @Override
    public void write(Tensor host, Tensor target) {
        Place place = places.get(next);
        if (host.dtype() != place.tensor().dtype()
                || host.elementCount() > place.tensor().elementCount()) {
            throw new IllegalArgumentException("%s does not fit %s".formatted(host, place.tensor()));
        }
        next = (next + 1) % PLACES;
        if (host.isContiguous()) {
            write(host, place, target);
            return;
        }
        try (Scope dense = Scope.ofHost()) {
            write(host.copyTo(dense, host.dtype()), place, target);
        }
    }

    private void write(Tensor host, Place place, Tensor target) {
        Tensor staged = place.tensor()
                .slice(0, 0, Math.toIntExact(host.elementCount()))
                .reshape(host.shape().toArray());
        gpu.sendAhead(
                host.segment().asSlice(0, host.byteSize()),
                DeviceMemory.address(place.tensor()),
                place.consumed(),
                place.arrived());
        convert.accept(staged, target);
        gpu.record(place.consumed());
    }

    /** Gives the memory back behind the last copy; after the GPU's end there is nothing to give. */
    @Override
    public void close() {
        synchronized (gpu) {
            if (!gpu.isOpen()) {
                return;
            }
            places.forEach(place -> gpu.join(place.arrived()));
            places.clear();
            scope.close();
            events.forEach(gpu::closeEvent);
            events.clear();
        }
    }
}

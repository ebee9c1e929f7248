// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.DeviceProvider;
import io.github.jclip.tensor.Precision;
import java.util.List;

/** Offers {@code cpu}, or {@code cpu:N} for N threads. */
public final class CpuDeviceProvider implements DeviceProvider {

    /** Made by the service loader. */
    public CpuDeviceProvider() {}

    @Override
    public String scheme() {
        return "cpu";
    }

    @Override
    public List<Candidate> candidates() {
        try (Device device = CpuDevice.withAllProcessors()) {
            return List.of(new Candidate("cpu", device.description(), true));
        }
    }

    @Override
    public Device open(String name, Precision precision) {
        if (precision != Precision.F32) {
            throw new BadInputException("device '%s': computes in f32, not in %s; write f32, or take a GPU for %s"
                    .formatted(name, precision.option(), precision.option()));
        }
        if (name.equals("cpu")) {
            return CpuDevice.withAllProcessors();
        }
        try {
            int threads = Integer.parseInt(name.substring("cpu:".length()));
            if (threads >= 1) {
                return new CpuDevice(threads);
            }
        } catch (NumberFormatException e) {
            // Reported below with every other bad count.
        }
        throw new BadInputException("device '%s': write cpu, or cpu:N with a number of threads ≥ 1".formatted(name));
    }
}

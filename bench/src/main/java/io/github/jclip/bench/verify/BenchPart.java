// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.bench.lab.DeviceCeilings;
import io.github.jclip.bench.lab.FormulaModel;
import io.github.jclip.bench.lab.KernelLab;
import io.github.jclip.bench.lab.KernelLab.Extent;
import io.github.jclip.bench.lab.KernelsResult;
import io.github.jclip.bench.lab.ModelLab;
import io.github.jclip.bench.lab.ModelMeasurement;
import io.github.jclip.bench.lab.OpMeasurement;
import io.github.jclip.bench.lab.TuningLab;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Times of ops, image towers and a step of tuning; where no time is wanted, their outputs and counts. */
final class BenchPart {
    private static final List<Integer> BATCHES = List.of(1, 8, 64, 256);

    /** Of a device in the host's memory, which takes minutes for more. */
    private static final List<Integer> HOST_BATCHES = List.of(1, 8);

    private final boolean timed;
    private final Map<Precision, DeviceCeilings> ceilings = new EnumMap<>(Precision.class);

    BenchPart(boolean timed) {
        this.timed = timed;
    }

    KernelsResult kernels(Device device, Precision precision, Consumer<OpMeasurement> listener) {
        KernelsResult result = KernelLab.run(device, precision, timed ? Extent.FULL : Extent.OUTPUTS, listener);
        ceilings.put(precision, result.ceilings());
        return result;
    }

    /** The image tower of a model on one device after the other. */
    void model(FormulaModel model, Map<Precision, Device> devices, Consumer<ModelMeasurement> listener) {
        try (Scope scope = Scope.ofHost()) {
            Map<String, Tensor> weights = model.weights(scope);
            devices.forEach((precision, device) -> new ModelLab(
                            device,
                            precision,
                            model,
                            ceilings.getOrDefault(precision, DeviceCeilings.UNKNOWN),
                            timed,
                            false)
                    .images(timed ? batches(device) : List.of(1), weights, listener));
        }
    }

    /** A step of task residual tuning on each device that trains. */
    void tuning(Map<Precision, Device> devices, Consumer<ModelMeasurement> listener) {
        TuningLab lab = timed ? TuningLab.FULL : TuningLab.TINY;
        devices.forEach((precision, device) -> {
            if (precision.trains()) {
                DeviceCeilings known = ceilings.getOrDefault(precision, DeviceCeilings.UNKNOWN);
                listener.accept(lab.measure(device, precision, known, timed));
            }
        });
    }

    private static List<Integer> batches(Device device) {
        try (Scope scope = device.openScope()) {
            return scope.allocate(DType.F32, 1).isHost() ? HOST_BATCHES : BATCHES;
        }
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.bench.lab.ModelMeasurement.Kind;
import io.github.jclip.clip.tower.ImageEncoder;
import io.github.jclip.clip.tower.TextEncoder;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.PreparedOps;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Cast;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.Op;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Towers on a device with their input in its memory: how long a batch takes, and how its ops share that time. The ops that
 * the tower prepares are recorded in one run of it and then run again, without copies from and to the host.
 */
public final class ModelLab {
    private static final double SECONDS = 0.5;
    private static final double KIND_SECONDS = 0.1;

    private final Device device;
    private final Precision precision;
    private final FormulaModel model;
    private final DeviceCeilings ceilings;
    private final boolean timed;
    private final boolean kinds;

    /**
     * A laboratory for a model.
     *
     * @param precision in which the device was opened
     * @param ceilings of the device
     * @param timed whether times mean anything
     * @param kinds whether each kind of op is timed alone
     */
    public ModelLab(
            Device device,
            Precision precision,
            FormulaModel model,
            DeviceCeilings ceilings,
            boolean timed,
            boolean kinds) {
        this.device = device;
        this.precision = precision;
        this.model = model;
        this.ceilings = ceilings;
        this.timed = timed;
        this.kinds = kinds;
    }

    /** The ceilings of a device. */
    public static DeviceCeilings ceilings(Device device) {
        try (DeviceTimer timer = new DeviceTimer(device, KIND_SECONDS)) {
            return CeilingProbe.measure(device, timer);
        }
    }

    /** Measures the image tower for several batches; a batch that does not fit ends the series with its reason. */
    public void images(List<Integer> batches, Map<String, Tensor> weights, Consumer<ModelMeasurement> listener) {
        RecordingDevice recorder = new RecordingDevice(device);
        try (ImageEncoder encoder = model.imageEncoder(recorder, weights)) {
            for (int batch : batches) {
                listener.accept(guarded("image", batch, () -> images(encoder, recorder, batch)));
            }
        }
    }

    /** Measures the text tower for several batches of short texts. */
    public void texts(List<Integer> batches, Map<String, Tensor> weights, Consumer<ModelMeasurement> listener) {
        RecordingDevice recorder = new RecordingDevice(device);
        try (TextEncoder encoder = model.textEncoder(recorder, weights)) {
            for (int batch : batches) {
                listener.accept(guarded("text", batch, () -> texts(encoder, recorder, batch)));
            }
        }
    }

    /** Measures one batch. */
    @FunctionalInterface
    private interface Measuring {
        ModelMeasurement measure();
    }

    private ModelMeasurement guarded(String tower, int batch, Measuring measuring) {
        try {
            return measuring.measure();
        } catch (RuntimeException e) {
            return new ModelMeasurement(
                    precision.name(), model.name(), tower, batch, reason(e), 0, 0, 0, 0, 0, 0, List.of());
        }
    }

    private static String reason(RuntimeException e) {
        return e instanceof UnsupportedOperationException ? String.valueOf(e.getMessage()) : e.toString();
    }

    private ModelMeasurement images(ImageEncoder encoder, RecordingDevice recorder, int batch) {
        try (Scope host = Scope.ofHost();
                Scope memory = device.openScope()) {
            Tensor images = model.images(batch, host);
            encoder.encode(images, host.allocate(DType.F32, batch, encoder.embeddingDim()));
            List<Op> ops = recorder.take();
            // Later ops overwrite the images, so each run begins with a copy of them.
            Tensor slot = channelsFirst(ops);
            Tensor input = memory.allocate(slot.dtype(), slot.shape());
            device.copy(images.copyTo(host, slot.dtype()), input);
            return measure("image", batch, ops, () -> device.copy(input, slot));
        }
    }

    /** Where the tower finds the images, [B, 3, R, R]. */
    private static Tensor channelsFirst(List<Op> ops) {
        return switch (ops.getFirst()) {
            case Cast it -> it.x();
            case Convolution it -> it.x().permute(0, 3, 1, 2);
            default ->
                throw new IllegalStateException(
                        "a tower that begins with " + ops.getFirst().name());
        };
    }

    private ModelMeasurement texts(TextEncoder encoder, RecordingDevice recorder, int batch) {
        try (Scope host = Scope.ofHost()) {
            int[][] samples = model.texts();
            int[][] texts = new int[batch][];
            for (int i = 0; i < batch; i++) {
                texts[i] = samples[Math.min(1, samples.length - 1)];
            }
            encoder.encode(texts, host.allocate(DType.F32, batch, encoder.embeddingDim()));
            return measure("text", batch, recorder.take(), () -> {});
        }
    }

    private ModelMeasurement measure(String tower, int batch, List<Op> ops, Runnable input) {
        double seconds = timed ? time(SECONDS, ops, input) : 0;
        Map<String, List<Op>> byKind = new LinkedHashMap<>();
        ops.forEach(
                op -> byKind.computeIfAbsent(op.name(), _ -> new ArrayList<>()).add(op));
        List<Kind> shares = new ArrayList<>();
        byKind.forEach((kind, own) -> shares.add(kind(kind, own)));
        shares.sort(Comparator.comparingDouble(Kind::seconds)
                .thenComparingDouble(Kind::floorSeconds)
                .thenComparingDouble(Kind::flops)
                .reversed());
        return new ModelMeasurement(
                precision.name(),
                model.name(),
                tower,
                batch,
                "",
                seconds,
                seconds > 0 ? batch / seconds : 0,
                ops.size(),
                shares.stream().mapToDouble(Kind::flops).sum(),
                shares.stream().mapToDouble(Kind::bytes).sum(),
                shares.stream().mapToDouble(Kind::floorSeconds).sum(),
                shares);
    }

    private Kind kind(String name, List<Op> ops) {
        TotalWork work = TotalWork.of(ops, ceilings);
        double seconds = timed && kinds ? time(KIND_SECONDS, ops, () -> {}) : 0;
        return new Kind(name, ops.size(), work.flops(), work.bytes(), work.floorSeconds(), seconds);
    }

    private double time(double budget, List<Op> ops, Runnable input) {
        try (DeviceTimer timer = new DeviceTimer(device, budget);
                PreparedOps prepared = device.prepare(ops)) {
            return timer.warm(() -> {
                input.run();
                prepared.run();
            });
        }
    }
}

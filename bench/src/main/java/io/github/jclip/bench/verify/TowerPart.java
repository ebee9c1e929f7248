// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.conformance.Outcome;
import io.github.jclip.tensor.cpu.CpuDevice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Compares the towers of a model, stage by stage, with those of the CPU device in F32. */
final class TowerPart {
    private final TowerInput input;
    private final Map<Precision, Device> devices;
    private final Consumer<TowerResult> listener;

    /**
     * A comparison.
     *
     * @param devices under test
     * @param listener hears each result
     */
    TowerPart(TowerInput input, Map<Precision, Device> devices, Consumer<TowerResult> listener) {
        this.input = input;
        this.devices = devices;
        this.listener = listener;
    }

    void run() {
        try (Scope scope = Scope.ofHost();
                Device cpu = CpuDevice.withAllProcessors()) {
            Map<String, Tensor> weights = input.weights(scope);
            compare("image", device -> TowerStages.ofImages(device, input, weights), cpu);
            compare("text", device -> TowerStages.ofTexts(device, input, weights), cpu);
        }
    }

    /** Runs a tower on a device. */
    @FunctionalInterface
    private interface Run {
        List<Stage> on(Device device);
    }

    private void compare(String tower, Run run, Device cpu) {
        List<Stage> expected = run.on(cpu);
        devices.forEach((precision, device) -> listener.accept(compare(tower, run, expected, precision, device)));
    }

    private TowerResult compare(String tower, Run run, List<Stage> expected, Precision precision, Device device) {
        long start = System.nanoTime();
        try {
            List<Stage> actual = run.on(device);
            List<StageParity> stages = new ArrayList<>();
            for (int i = 0; i < expected.size(); i++) {
                stages.add(StageParity.of(expected.get(i), actual.get(i), precision));
            }
            StageParity worst = stages.stream()
                    .max(Comparator.comparingDouble(StageParity::used))
                    .orElseThrow();
            return new TowerResult(
                    precision.name(),
                    input.name(),
                    tower,
                    worst.used() <= 1 ? Outcome.PASSED : Outcome.FAILED,
                    "",
                    worst.stage(),
                    worst.used(),
                    cosine(expected.getLast().values(), actual.getLast().values()),
                    seconds(start),
                    stages);
        } catch (RuntimeException e) {
            Outcome outcome = e instanceof UnsupportedOperationException ? Outcome.SKIPPED : Outcome.FAILED;
            return TowerResult.without(precision.name(), input.name(), tower, outcome, Faults.line(e), seconds(start));
        }
    }

    /** The smallest cosine of any row. */
    private double cosine(float[] expected, float[] actual) {
        int width = input.config().embeddingDim();
        double smallest = 1;
        for (int row = 0; row < expected.length; row += width) {
            double product = 0;
            double squares = 0;
            double others = 0;
            for (int i = row; i < row + width; i++) {
                product += (double) expected[i] * actual[i];
                squares += (double) expected[i] * expected[i];
                others += (double) actual[i] * actual[i];
            }
            smallest = Math.min(smallest, product / Math.sqrt(squares * others));
        }
        return smallest;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }
}

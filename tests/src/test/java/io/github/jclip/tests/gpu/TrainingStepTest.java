// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.jclip.kernels.cuda.EmulatedGpu;
import io.github.jclip.taskres.train.TaskResidual;
import io.github.jclip.taskres.train.Trainer;
import io.github.jclip.taskres.train.Trainer.Remainder;
import io.github.jclip.taskres.train.Trainer.StepListener;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.optim.UpdateRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a step of TaskRes on a GPU asks of the driver, and that it computes what the CPU computes. */
class TrainingStepTest {
    private static final int IMAGES = 39;
    private static final int BATCH = 2;
    private static final int BATCHES = 20;
    private static final int WIDTH = 8;
    private static final int CLASSES = 5;
    private static final int EPOCHS = 3;

    private static final List<String> CALLS = List.of(
            "cuGraphLaunch",
            "cuLaunchKernel",
            "cuMemcpyDtoDAsync",
            "cuMemcpyHtoDAsync",
            "cuMemcpyDtoHAsync",
            "cuStreamSynchronize",
            "cuMemAllocAsync",
            "cuMemsetD8Async");

    /** What is heard of a training. */
    private static final class Heard implements StepListener {
        private final List<Double> losses = new ArrayList<>();
        private final List<Integer> correct = new ArrayList<>();
        private final List<Integer> rests = new ArrayList<>();
        private double[] residual;

        @Override
        public void onStep(int batch, double loss, int right, long gatherNanos, long nanos) {
            assertEquals(losses.size() % BATCHES, batch);
            losses.add(loss);
            correct.add(right);
        }

        @Override
        public void onRest(int batch) {
            assertEquals(losses.size() % BATCHES, batch);
            rests.add(batch);
        }
    }

    /** Twenty steps are a stretch of 16 and one of 4, each waited for once; the last batch, of one image, has its own graph. */
    @Test
    void aStepIsOneGraphBetweenTwoCopies() {
        EmulatedGpu gpu = EmulatedGpu.fresh();
        Map<String, Long> before = new LinkedHashMap<>();
        Map<String, Long> calls = new LinkedHashMap<>();
        try (Device device = gpu.open(Precision.F32)) {
            train(device, UpdateRule.Adam.withWeightDecay(5e-4), epoch -> {
                if (epoch == EPOCHS - 1) {
                    CALLS.forEach(call -> before.put(call, gpu.calls(call)));
                }
            });
            CALLS.forEach(call -> calls.put(call, gpu.calls(call) - before.get(call)));
        }
        Map<String, Long> expected = new LinkedHashMap<>();
        expected.put("cuGraphLaunch", 20L);
        expected.put("cuLaunchKernel", 0L);
        expected.put("cuMemcpyDtoDAsync", 40L);
        expected.put("cuMemcpyHtoDAsync", 1L);
        // Of both stretches, and of the residual in the end; each copy waits, and so does what asked for it.
        expected.put("cuMemcpyDtoHAsync", 3L);
        expected.put("cuStreamSynchronize", 6L);
        expected.put("cuMemAllocAsync", 0L);
        expected.put("cuMemsetD8Async", 0L);
        assertEquals(expected, calls);
        gpu.assertNoLeaks();
    }

    static Stream<UpdateRule> rules() {
        return Stream.of(
                UpdateRule.Adam.withWeightDecay(5e-4),
                new UpdateRule.Adam(0.9, 0.999, 1e-8, 0.1, true, true),
                new UpdateRule.Sgd(0.9, 0.1, false, 5e-4),
                new UpdateRule.RmsProp(0.99, 1e-8, 0, 0),
                new UpdateRule.RAdam(0.9, 0.999, 1e-8, 0),
                new UpdateRule.Adadelta(0.9, 1e-6, 0));
    }

    /** Rates and steps change though graphs do not. */
    @ParameterizedTest
    @MethodSource("rules")
    void graphsTakeTheStepsOfTheCpu(UpdateRule rule) {
        Heard expected;
        try (Device device = new CpuDevice(1)) {
            expected = train(device, rule, _ -> {});
        }
        EmulatedGpu gpu = EmulatedGpu.fresh();
        try (Device device = gpu.open(Precision.F32)) {
            Heard heard = train(device, rule, _ -> {});
            assertArrayEquals(values(expected.losses), values(heard.losses), 1e-4);
            assertArrayEquals(expected.residual, heard.residual, 1e-5);
            assertEquals(expected.correct, heard.correct);
            assertEquals(List.of(16, 16, 16), heard.rests);
            assertEquals(EPOCHS * (BATCHES - 1), expected.rests.size());
        }
        gpu.assertNoLeaks();
    }

    private static double[] values(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Hears of an epoch before it begins. */
    private interface Start {
        void of(int epoch);
    }

    private static Heard train(Device device, UpdateRule rule, Start start) {
        Heard heard = new Heard();
        SplittableRandom random = new SplittableRandom(1);
        try (Scope host = Scope.ofHost();
                Scope scope = device.openScope()) {
            Tensor embeddings = device.upload(random(random, host, IMAGES), scope);
            Tensor base = device.upload(random(random, host, CLASSES), scope);
            int[] labels = random.ints(IMAGES, 0, CLASSES).toArray();
            TaskResidual method = new TaskResidual(device, scope, base, 0.5, 10);
            try (Trainer trainer =
                    new Trainer(device, scope, method, embeddings, labels, BATCH, Remainder.KEPT, rule)) {
                for (int epoch = 0; epoch < EPOCHS; epoch++) {
                    int shift = epoch;
                    int[] order = IntStream.range(0, IMAGES)
                            .map(i -> (7 * i + shift) % IMAGES)
                            .toArray();
                    start.of(epoch);
                    trainer.runEpoch(epoch, order, 0, batch -> 1e-3 * (batch + 1) / (shift + 1), heard);
                }
            }
            Tensor residual = host.allocate(DType.F32, CLASSES, WIDTH);
            device.copy(method.residual(), residual);
            device.synchronize();
            heard.residual = residual.toDoubleArray();
        }
        return heard;
    }

    /** Rows of length 1. */
    private static Tensor random(SplittableRandom random, Scope host, int rows) {
        float[] values = new float[rows * WIDTH];
        for (int row = 0; row < rows; row++) {
            double[] drawn =
                    DoubleStream.generate(random::nextGaussian).limit(WIDTH).toArray();
            double norm = Math.sqrt(DoubleStream.of(drawn).map(x -> x * x).sum());
            for (int i = 0; i < WIDTH; i++) {
                values[row * WIDTH + i] = (float) (drawn[i] / norm);
            }
        }
        return Tensor.ofFloats(host, values, rows, WIDTH);
    }
}

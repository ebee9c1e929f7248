// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.AddScaled;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.optim.UpdateRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every optimiser update, over sizes with and without a tail, beside the reference in double precision. */
class UpdateKernelsTest {
    private static final int[] SIZES = {1, 7, 16, 33, 20_003};
    private static final int[] STEPS = {1, 2, 5, 40};

    /** The roots and squares that a state may hold, beside means of any sign. */
    private static final List<String> NON_NEGATIVE = List.of("exp_avg_sq", "max_exp_avg_sq", "square_avg", "acc_delta");

    static Stream<Arguments> updates() {
        List<UpdateRule> rules = List.of(
                new UpdateRule.Adam(0.9, 0.999, 1e-8, 5e-4, false, false),
                new UpdateRule.Adam(0.9, 0.999, 1e-8, 0.3, true, false),
                new UpdateRule.Adam(0.8, 0.95, 1e-3, 0, false, true),
                new UpdateRule.Sgd(0, 0, false, 5e-4),
                new UpdateRule.Sgd(0.9, 0.1, false, 5e-4),
                new UpdateRule.Sgd(0.9, 0, true, 0.2),
                new UpdateRule.RmsProp(0.99, 1e-8, 0.9, 5e-4),
                new UpdateRule.RmsProp(0.9, 1e-3, 0, 0),
                new UpdateRule.RAdam(0.9, 0.999, 1e-8, 0.3),
                new UpdateRule.Adadelta(0.9, 1e-6, 1e-3));
        return rules.stream()
                .flatMap(rule -> Arrays.stream(SIZES)
                        .boxed()
                        .flatMap(size -> Arrays.stream(STEPS).mapToObj(step -> Arguments.of(rule, size, step))));
    }

    @ParameterizedTest
    @MethodSource("updates")
    void stayWithinTheRoundingOfTheReference(UpdateRule rule, int size, int step) {
        compare(type -> {
            SplittableRandom random = new SplittableRandom(size + step);
            Tensor parameter = random(random, type, size, 0.1, false);
            Tensor gradient = random(random, type, size, 2, false);
            List<Tensor> state = rule.stateNames().stream()
                    .map(name -> step == 1
                            ? random(random, type, size, 0, false)
                            : random(random, type, size, 1, NON_NEGATIVE.contains(name)))
                    .toList();
            return rule.update(parameter, gradient, state, 0.05, step);
        });
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void addScaledMayOverwriteAnOperand(int size) {
        compare(type -> {
            Tensor a = random(new SplittableRandom(1), type, size, 1, false);
            return new AddScaled(a, -0.7, random(new SplittableRandom(2), type, size, 3, false), a);
        });
        compare(type -> {
            Tensor b = random(new SplittableRandom(1), type, size, 1, false);
            return new AddScaled(random(new SplittableRandom(2), type, size, 3, false), -0.7, b, b);
        });
    }

    static Stream<Integer> sizes() {
        return Arrays.stream(SIZES).boxed();
    }

    private static void compare(Function<DType, Op> builder) {
        Op reference = builder.apply(DType.F64);
        Op op = builder.apply(DType.F32);
        reference.reference();
        try (CpuDevice device = new CpuDevice(2)) {
            device.execute(op);
        }
        double tolerance = reference.tolerance(DType.F32.unitRoundoff());
        assertTrue(Double.isFinite(tolerance));
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < op.outputs().size(); i++) {
            double[] expected = reference.outputs().get(i).toDoubleArray();
            double[] actual = op.outputs().get(i).toDoubleArray();
            for (int j = 0; j < expected.length; j++) {
                if (!(Math.abs(expected[j] - actual[j]) <= tolerance)) {
                    faults.add("output %d element %d: %s instead of %s, allowed %s"
                            .formatted(i, j, actual[j], expected[j], tolerance));
                }
            }
        }
        assertEquals(List.of(), faults);
    }

    /** The same numbers in either type: all are exact in single precision. */
    private static Tensor random(SplittableRandom random, DType type, int size, double deviation, boolean positive) {
        Tensor tensor = Scope.ofGarbageCollected().allocate(type, size);
        for (int i = 0; i < size; i++) {
            double value = (float) (random.nextGaussian() * deviation);
            tensor.setFlat(i, positive ? Math.abs(value) : value);
        }
        return tensor;
    }
}

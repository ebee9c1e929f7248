// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.optim.Parameter;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every hand-written gradient against central differences in double precision, element by element. */
class GradientsTest {
    private static final double STEP = 1e-5;

    private final Device device = new ReferenceDevice();
    private final Scope scope = Scope.ofGarbageCollected();
    private final SplittableRandom random = new SplittableRandom(11);

    /** Builds a model for K classes of E-dimensional embeddings, away from its starting point. */
    interface Maker {
        Trainable make(GradientsTest test, int classes, int dim);
    }

    static Stream<Arguments> models() {
        return Stream.of(
                        Arguments.of("cache model", (Maker) GradientsTest::cacheModel),
                        Arguments.of("feature adapter", (Maker) GradientsTest::featureAdapter),
                        Arguments.of("text projection", (Maker) GradientsTest::textProjection),
                        Arguments.of("image residual", (Maker) GradientsTest::imageResidual),
                        Arguments.of("trained scale", (Maker) GradientsTest::trainedScale))
                .flatMap(model -> Stream.of(new int[] {1, 2, 4}, new int[] {5, 4, 7}, new int[] {9, 3, 12})
                        .map(sizes -> Arguments.of(model.get()[0], model.get()[1], sizes[0], sizes[1], sizes[2])));
    }

    private Trainable cacheModel(int classes, int dim) {
        int[] labels = random.ints(3L * classes, 0, classes).toArray();
        return new CacheModel(scope, units(labels.length, dim), labels, units(classes, dim), 10, 1.3, 2.1);
    }

    private Trainable featureAdapter(int classes, int dim) {
        return new FeatureAdapter(
                scope, random(0.8, dim / 2, dim), random(0.8, dim, dim / 2), units(classes, dim), 0.4, 10);
    }

    private Trainable textProjection(int classes, int dim) {
        return new TextProjection(scope, random(1, classes, dim + 3), random(0.6, dim, dim + 3), 10);
    }

    private Trainable imageResidual(int classes, int dim) {
        ImageResidual model = new ImageResidual(scope, units(classes, dim), 0.7, 10);
        device.copy(random(0.5, 1, dim), model.residual());
        return model;
    }

    private Trainable trainedScale(int classes, int dim) {
        TaskResidual model = new TaskResidual(device, scope, random(1, classes, dim), 0.6, true, 10);
        model.restore(random(0.5, classes, dim));
        return model;
    }

    /** Truncation is of order h², rounding of order s·ε/h: about 1e-9 each for a scale s of 10. */
    @ParameterizedTest(name = "{0}, {2} images, {3} classes, {4} dimensions")
    @MethodSource("models")
    void gradientIsTheSlopeOfTheMeanLoss(String name, Maker maker, int batch, int classes, int dim) {
        Trainable model = maker.make(this, classes, dim);
        Tensor embeddings = units(batch, dim);
        Tensor logits = scope.allocate(DType.F64, batch, classes);
        Tensor losses = scope.allocate(DType.F64, batch);
        Tensor labels = Tensor.ofInts(scope, random.ints(batch, 0, classes).toArray(), batch);
        List<Step> forward = model.forward(embeddings, logits);
        List<Step> backward = model.backward(embeddings, logits, labels, losses);
        List<double[]> gradients = run(model, forward, backward);
        for (int p = 0; p < gradients.size(); p++) {
            Parameter parameter = model.parameters().get(p);
            for (int i = 0; i < gradients.get(p).length; i++) {
                double value = parameter.value().getFlat(i);
                parameter.value().setFlat(i, value + STEP);
                run(model, forward, backward);
                double above = mean(losses);
                parameter.value().setFlat(i, value - STEP);
                run(model, forward, backward);
                double below = mean(losses);
                parameter.value().setFlat(i, value);
                assertEquals(
                        (above - below) / (2 * STEP),
                        gradients.get(p)[i],
                        1e-7,
                        name + " " + parameter.name() + " " + i);
            }
        }
    }

    private List<double[]> run(Trainable model, List<Step> forward, List<Step> backward) {
        forward.forEach(step -> step.run(device));
        backward.forEach(step -> step.run(device));
        return model.parameters().stream()
                .map(parameter -> parameter.gradient().toDoubleArray())
                .toList();
    }

    private static double mean(Tensor losses) {
        double sum = 0;
        for (double loss : losses.toDoubleArray()) {
            sum += loss;
        }
        return sum / losses.dim(0);
    }

    private Tensor units(int rows, int dim) {
        Tensor tensor = random(1, rows, dim);
        device.execute(new L2Normalize(tensor, tensor));
        return tensor;
    }

    private Tensor random(double deviation, int... dims) {
        Tensor tensor = scope.allocate(DType.F64, dims);
        for (long i = 0; i < tensor.elementCount(); i++) {
            tensor.setFlat(i, random.nextGaussian() * deviation);
        }
        return tensor;
    }
}

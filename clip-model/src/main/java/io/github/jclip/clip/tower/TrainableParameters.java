// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Cast;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.Fill;
import io.github.jclip.tensor.optim.Parameter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Brings a tower's tensors onto a device for training: those that are trained in its compute type with a gradient beside
 * them, matrices packed for both directions.
 */
final class TrainableParameters {
    /** What all prefixes of a tower share. */
    private record Registry(
            Device device,
            WeightSource source,
            Scope scope,
            Predicate<String> trained,
            List<Parameter> parameters,
            List<Runnable> updates,
            Map<String, Tensor> statistics) {}

    private final Registry registry;
    private final String prefix;

    TrainableParameters(Device device, WeightSource source, Scope scope, Predicate<String> trained) {
        this(
                new Registry(
                        device, source, scope, trained, new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>()),
                "");
    }

    private TrainableParameters(Registry registry, String prefix) {
        this.registry = registry;
        this.prefix = prefix;
    }

    /** The parameters whose names start with a further component. */
    TrainableParameters at(String component) {
        return new TrainableParameters(registry, prefix + component + ".");
    }

    /** Those that are trained. */
    List<Parameter> trained() {
        return List.copyOf(registry.parameters);
    }

    /** Running statistics, by OpenAI's names. */
    Map<String, Tensor> statistics() {
        return Collections.unmodifiableMap(registry.statistics);
    }

    /** A running statistic, which a forward pass may update. */
    Tensor statistics(String name) {
        Tensor value = onDevice(stored(name));
        registry.statistics.put(prefix + name, value);
        return value;
    }

    /** The tensor as stored, on the host. */
    Tensor stored(String name) {
        return registry.source.tensor(prefix + name);
    }

    /** A tensor that ops take as it is. */
    TrainableVector vector(String name) {
        return register(name, onDevice(stored(name)));
    }

    /** A table whose rows are looked up: in the type it is stored in, unless it is trained. */
    TrainableVector table(String name) {
        return registry.trained.test(prefix + name)
                ? vector(name)
                : new TrainableVector(registry.device.upload(stored(name), registry.scope), null);
    }

    /** A matrix that ops take packed: as it is stored, unless it is trained. */
    private TrainableVector matrix(String name) {
        return registry.trained.test(prefix + name) ? vector(name) : new TrainableVector(stored(name), null);
    }

    /** The weights and the bias, if it is not null, of a linear layer stored as [N, K]. */
    TrainableMatrix linear(String weight, String bias) {
        TrainableVector stored = matrix(weight);
        TrainableVector added = bias == null ? null : vector(bias);
        return new TrainableMatrix(
                pack(stored.value(), stored.trained()),
                pack(stored.value().transpose(0, 1), stored.trained()),
                stored.gradient(),
                false,
                added);
    }

    /** A matrix stored as [K, N], the layout of CLIP's projections. */
    TrainableMatrix projection(String name) {
        TrainableVector stored = matrix(name);
        return new TrainableMatrix(
                pack(stored.value().transpose(0, 1), stored.trained()),
                pack(stored.value(), stored.trained()),
                stored.gradient(),
                true,
                null);
    }

    /** A matrix that a convolution or another op takes, packed; kept up to date if it is trained. */
    PackedMatrix pack(Tensor matrix, boolean trained) {
        return remember(registry.device.pack(matrix, registry.scope), trained);
    }

    /** As {@link #pack} for the weights of a convolution. */
    PackedMatrix packConvolution(Tensor matrix, int kernel, int stride, boolean trained) {
        return remember(registry.device.packConvolution(matrix, kernel, stride, registry.scope), trained);
    }

    /**
     * The flipped weights of a convolution of stride 1, packed for its backward pass.
     *
     * @param matrix [N, kernel·kernel·C], as are the trained weights
     */
    PackedMatrix packFlipped(TrainableVector matrix, int kernel) {
        int window = kernel * kernel;
        int outputs = matrix.value().dim(0);
        Tensor flipped =
                registry.scope.allocate(matrix.value().dtype(), matrix.value().dim(1) / window, window * outputs);
        List<Cast> flip = Convolution.flip(matrix.value(), kernel, flipped);
        flip.forEach(registry.device::execute);
        if (matrix.trained()) {
            registry.updates.add(() -> flip.forEach(registry.device::execute));
        }
        return packConvolution(flipped, kernel, 1, matrix.trained());
    }

    private PackedMatrix remember(PackedMatrix packed, boolean trained) {
        if (trained) {
            registry.updates.add(() -> registry.device.repack(packed));
        }
        return packed;
    }

    /** A parameter with these values, and with a gradient if its name is one to train. */
    TrainableVector register(String name, Tensor value) {
        String fullName = prefix + name;
        if (!registry.trained.test(fullName)) {
            return new TrainableVector(value, null);
        }
        Tensor gradient = registry.scope.allocate(value.dtype(), value.shape());
        registry.parameters.add(new Parameter(fullName, value, gradient));
        return new TrainableVector(value, gradient);
    }

    /** A host tensor's copy on the device in its compute type. */
    Tensor onDevice(Tensor host) {
        Tensor copy = registry.scope.allocate(registry.device.computeType(), host.shape());
        HostCopies.upload(registry.device, host, copy);
        return copy;
    }

    /** Lays trained matrices out again after their values have changed. */
    void repack() {
        registry.updates.forEach(Runnable::run);
    }

    /** Sets all gradients to zero. */
    void clearGradients() {
        for (Parameter parameter : registry.parameters) {
            registry.device.execute(new Fill(0, parameter.gradient()));
        }
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;

/** Brings a model's tensors onto a device: small ones widened to the compute type, matrices packed. */
final class Parameters {
    private final Device device;
    private final WeightSource source;
    private final Scope scope;
    private final String prefix;

    /** Parameters of a whole model; everything brought onto the device belongs to the scope. */
    Parameters(Device device, WeightSource source, Scope scope) {
        this(device, source, scope, "");
    }

    private Parameters(Device device, WeightSource source, Scope scope, String prefix) {
        this.device = device;
        this.source = source;
        this.scope = scope;
        this.prefix = prefix;
    }

    /** The parameters whose names start with a further component. */
    Parameters at(String component) {
        return new Parameters(device, source, scope, prefix + component + ".");
    }

    /** The tensor as stored, on the host. */
    Tensor stored(String name) {
        return source.tensor(prefix + name);
    }

    /** The tensor on the device in its compute type. */
    Tensor dense(String name) {
        return onDevice(stored(name));
    }

    /** A host tensor's copy on the device in its compute type. */
    Tensor onDevice(Tensor host) {
        Tensor copy = scope.allocate(device.computeType(), host.shape());
        HostCopies.upload(device, host, copy);
        return copy;
    }

    /** The tensor on the device in the type it is stored in, without a copy where the device shares host memory. */
    Tensor asStored(String name) {
        return device.upload(stored(name), scope);
    }

    /** A matrix stored as [N, K], the layout of a linear layer. */
    PackedMatrix matrix(String name) {
        return device.pack(stored(name), scope);
    }

    /** A matrix stored as [K, N], the layout of CLIP's projections. */
    PackedMatrix projection(String name) {
        return device.pack(stored(name).transpose(0, 1), scope);
    }

    /**
     * Weights of a convolution stored as [N, C, kernel, kernel], each of the N rows scaled unless the factors are null.
     */
    PackedMatrix convolution(String name, double[] rowScale, int stride) {
        Tensor stored = stored(name);
        Tensor matrix = ConvolutionWeights.channelsLast(stored, rowScale, device.computeType());
        return device.packConvolution(matrix, stored.dim(2), stride, scope);
    }
}

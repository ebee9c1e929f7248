// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Mark;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.PreparedOps;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.StagedInput;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.Transfer;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.Op;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** An NVIDIA GPU: ops as kernels in CUDA C, in order on one stream. */
final class CudaDevice implements Device {
    private static final String GRAPHS = "jclip.cuda.graphs";

    private final Gpu gpu;
    private final KernelCode kernels;
    private final Launcher launcher;
    private final Precision precision;

    /**
     * Takes a GPU into use.
     *
     * @param precision of activations, weights and products
     */
    CudaDevice(GpuProperties properties, Blas.Binding cublas, KernelCode kernels, Precision precision) {
        this.gpu = new Gpu(properties, cublas);
        this.kernels = kernels;
        this.launcher = new Launcher(gpu, new Kernels(gpu, kernels), precision, gpu::openScope);
        this.precision = precision;
    }

    @Override
    public String name() {
        return "cuda:" + gpu.properties().ordinal();
    }

    @Override
    public String description() {
        return "device=%s (%s) gemm=%s kernels=%s precision=%s fallback=%s"
                .formatted(
                        name(),
                        gpu.properties(),
                        gpu.blas().description(),
                        kernels.description(),
                        precision,
                        gpu.properties().shortcoming(precision).orElse("none"));
    }

    @Override
    public List<String> findings() {
        return gpu.blas().findings();
    }

    /** What ops run with. */
    Launcher launcher() {
        return launcher;
    }

    @Override
    public DType computeType() {
        return precision.dtype();
    }

    @Override
    public String precision() {
        return precision.name();
    }

    /** With what is given back by work that still runs, for which this waits. */
    @Override
    public OptionalLong freeMemory() {
        gpu.synchronize();
        return gpu.freeMemory();
    }

    @Override
    public long temporaryBytes(Op op) {
        return op instanceof Convolution convolution ? ConvolutionCuda.temporaryBytes(convolution, launcher) : 0;
    }

    @Override
    public Scope openScope() {
        return gpu.openScope();
    }

    @Override
    public Optional<String> unsupported(Op op) {
        return OpRun.of(op).reason();
    }

    @Override
    public void execute(Op op) {
        OpRun.of(op).run().accept(launcher);
    }

    /** A graph from the second run on, unless the system property {@value #GRAPHS} is {@code off}. */
    @Override
    public PreparedOps prepare(List<Op> ops) {
        return new GraphedOps(
                gpu, launcher, ops, !System.getProperty(GRAPHS, "").equals("off"));
    }

    /** Dense, in the type computed in. */
    @Override
    public PackedMatrix pack(Tensor weight, Scope scope) {
        DenseMatrix matrix = new DenseMatrix(weight, scope.allocate(computeType(), weight.shape()));
        repack(matrix);
        return matrix;
    }

    /** As {@link #pack}, with rows that are filled up where a window is more than a pixel. */
    @Override
    public PackedMatrix packConvolution(Tensor weight, int kernel, int stride, Scope scope) {
        if (kernel == 1) {
            return pack(weight, scope);
        }
        WindowMatrix matrix = WindowMatrix.allocate(weight, computeType(), scope);
        repack(matrix);
        return matrix;
    }

    @Override
    public void repack(PackedMatrix matrix) {
        DenseMatrix dense = DenseMatrix.of(matrix);
        if (!dense.source().isHost()) {
            CastCuda.run(dense.source(), dense.elements(), launcher);
            return;
        }
        try (Scope staging = openScope()) {
            CastCuda.run(uploadMatrix(dense.source(), staging), dense.elements(), launcher);
        }
    }

    /** The bytes travel as they are stored, those of a transposed matrix too; the GPU rearranges and converts. */
    private Tensor uploadMatrix(Tensor host, Scope scope) {
        return host.isContiguous()
                ? upload(host, scope)
                : upload(host.transpose(0, 1), scope).transpose(0, 1);
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        if (source.dtype() != target.dtype() || !source.shape().equals(target.shape())) {
            throw new IllegalArgumentException("copy: %s to %s".formatted(source, target));
        }
        if (source.isHost() && target.isHost()) {
            target.copyFrom(source);
        } else if (source.isHost()) {
            copyToDevice(source, target);
        } else if (target.isHost()) {
            copyToHost(source, target);
        } else if (source.isContiguous() && target.isContiguous()) {
            gpu.withinDevice(DeviceMemory.address(source), DeviceMemory.address(target), source.byteSize());
        } else {
            CastCuda.run(source, target, launcher);
        }
    }

    private void copyToDevice(Tensor source, Tensor target) {
        if (!source.isContiguous()) {
            try (Scope staging = Scope.ofHost()) {
                copyToDevice(source.copyTo(staging, source.dtype()), target);
            }
        } else if (!target.isContiguous()) {
            try (Scope staging = openScope()) {
                CastCuda.run(upload(source, staging), target, launcher);
            }
        } else {
            gpu.toDevice(source.segment().asSlice(0, source.byteSize()), DeviceMemory.address(target));
        }
    }

    private void copyToHost(Tensor source, Tensor target) {
        if (!target.isContiguous()) {
            try (Scope staging = Scope.ofHost()) {
                Tensor dense = staging.allocate(target.dtype(), target.shape());
                copyToHost(source, dense);
                target.copyFrom(dense);
            }
        } else if (!source.isContiguous()) {
            try (Scope staging = openScope()) {
                Tensor dense = staging.allocate(source.dtype(), source.shape());
                CastCuda.run(source, dense, launcher);
                copyToHost(dense, target);
            }
        } else {
            gpu.toHost(DeviceMemory.address(source), target.segment().asSlice(0, target.byteSize()));
        }
    }

    @Override
    public StagedInput stageInput(DType type, int elements) {
        return new CudaStagedInput(gpu, type, elements, this::convert);
    }

    /** Between tensors of the GPU. */
    private void convert(Tensor source, Tensor target) {
        if (source.dtype() == target.dtype()) {
            copy(source, target);
        } else {
            CastCuda.run(source, target, launcher);
        }
    }

    @Override
    public Transfer startDownload(Tensor source, Tensor host) {
        boolean plain = source.isContiguous() && host.isContiguous() && host.byteSize() <= Gpu.LARGEST_LANDING;
        if (!plain || source.dtype() != host.dtype() || !source.shape().equals(host.shape())) {
            return Device.super.startDownload(source, host);
        }
        return gpu.startToHost(DeviceMemory.address(source), host.segment().asSlice(0, host.byteSize()));
    }

    @Override
    public Mark mark() {
        return gpu.mark();
    }

    @Override
    public void synchronize() {
        gpu.synchronize();
    }

    @Override
    public void close() {
        gpu.close();
    }
}

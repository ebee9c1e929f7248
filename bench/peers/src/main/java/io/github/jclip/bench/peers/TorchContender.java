// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.github.jclip.bench.Contender;
import io.github.jclip.bench.PeerProvider;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A program in PyTorch, without gradients, on operands that lie where they are. */
final class TorchContender implements Contender {
    private static final IValue[] NOTHING = {};

    private final Scope scope = Scope.ofHost();
    private final PtNDManager manager;
    private final PtSymbolBlock module;
    private final OutputLayout layout;
    private final int threads;
    private final String version;
    private IValue result;

    /**
     * Loads a program.
     *
     * @param value name of the program's result
     */
    TorchContender(NDManager root, TorchScript program, String value, OutputLayout layout, int threads)
            throws IOException {
        this.manager = (PtNDManager) root.newSubManager();
        this.layout = layout;
        this.threads = threads;
        this.version = root.getEngine().getVersion();
        byte[] archive = TorchArchive.of(program.source(value));
        module = JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
        JniUtils.enableInferenceMode(module);
        PtNDArray[] operands = program.operands().stream().map(this::wrap).toArray(PtNDArray[]::new);
        try (IValue list = IValue.listFrom(operands)) {
            IValueUtils.runMethod(module, TorchScript.BIND, list).close();
        }
    }

    private PtNDArray wrap(Tensor tensor) {
        Tensor dense = tensor.isContiguous() ? tensor : tensor.copyTo(scope, tensor.dtype());
        ByteBuffer memory =
                dense.segment().asSlice(0, dense.byteSize()).asByteBuffer().order(ByteOrder.nativeOrder());
        Shape shape =
                new Shape(Arrays.stream(tensor.shape().toArray()).asLongStream().toArray());
        return manager.create(memory, shape, tensor.dtype() == DType.I64 ? DataType.INT64 : DataType.FLOAT32);
    }

    @Override
    public String name() {
        return PeerProvider.PYTORCH;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public void run() {
        if (JniUtils.getNumThreads() != threads) {
            JniUtils.setNumThreads(threads);
        }
        if (result != null) {
            result.close();
        }
        result = IValueUtils.forward(module, NOTHING);
    }

    @Override
    public float[] output() {
        try (PtNDArray array = result.toTensor(manager)) {
            int[] dims = Arrays.stream(array.getShape().getShape())
                    .mapToInt(Math::toIntExact)
                    .toArray();
            return layout.rearrange(array.toFloatArray(), dims);
        }
    }

    @Override
    public void close() {
        if (result != null) {
            result.close();
        }
        module.close();
        manager.close();
        scope.close();
    }
}

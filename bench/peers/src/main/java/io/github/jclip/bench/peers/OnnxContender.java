// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.jclip.bench.Contender;
import io.github.jclip.bench.PeerProvider;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A model in ONNX Runtime, which reads its inputs and writes its output where they lie. */
final class OnnxContender implements Contender {

    /** A model's output, F32. */
    record Output(String name, Shape shape) {
        Output(String name, int... dims) {
            this(name, Shape.of(dims));
        }
    }

    private final Scope scope = Scope.ofHost();
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final Map<String, OnnxTensor> outputs;
    private final Tensor result;
    private final OutputLayout layout;

    /**
     * Loads a model.
     *
     * @param file read once
     * @param operands the model's inputs, F32 or I64
     */
    OnnxContender(Path file, Map<String, Tensor> operands, Output output, OutputLayout layout, int threads)
            throws OrtException {
        this.layout = layout;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            session = environment.createSession(file.toString(), options);
        }
        for (var operand : operands.entrySet()) {
            inputs.put(operand.getKey(), wrap(dense(operand.getValue())));
        }
        result = scope.allocate(DType.F32, output.shape());
        outputs = Map.of(output.name(), wrap(result));
    }

    private Tensor dense(Tensor tensor) {
        return tensor.isContiguous() ? tensor : tensor.copyTo(scope, tensor.dtype());
    }

    private OnnxTensor wrap(Tensor tensor) throws OrtException {
        ByteBuffer memory =
                tensor.segment().asSlice(0, tensor.byteSize()).asByteBuffer().order(ByteOrder.nativeOrder());
        long[] dims = Arrays.stream(tensor.shape().toArray()).asLongStream().toArray();
        return tensor.dtype() == DType.I64
                ? OnnxTensor.createTensor(environment, memory.asLongBuffer(), dims)
                : OnnxTensor.createTensor(environment, memory.asFloatBuffer(), dims);
    }

    @Override
    public String name() {
        return PeerProvider.ONNX_RUNTIME;
    }

    @Override
    public String version() {
        return environment.getVersion();
    }

    @Override
    public void run() {
        try {
            session.run(inputs, outputs).close();
        } catch (OrtException e) {
            throw new IllegalStateException(PeerProvider.ONNX_RUNTIME + ": " + e.getMessage(), e);
        }
    }

    @Override
    public float[] output() {
        return layout.rearrange(result.toFloatArray(), result.shape().toArray());
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(PeerProvider.ONNX_RUNTIME + ": " + e.getMessage(), e);
        }
        scope.close();
    }
}

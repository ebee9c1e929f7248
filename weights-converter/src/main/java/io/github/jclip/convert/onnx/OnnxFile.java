// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.onnx;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.safetensors.RowMajorBytes;
import io.github.jclip.tensor.safetensors.TensorSource;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a graph as an ONNX file (a {@code ModelProto} of IR version 8 and opset 17). Initialisers are loaded one at a
 * time. Protocol Buffers hold at most 2 GB; where the weights come near to that they go to a second file beside the
 * first, {@code <name>.data}, as ONNX's external data.
 */
final class OnnxFile {
    /** Most bytes of weights in a file itself; Protocol Buffers end at 2 GB. */
    static final long MOST_INSIDE = 3L << 29;

    private static final long IR_VERSION = 8;
    private static final long OPSET = 17;

    /** Offsets in the second file are multiples of this, so that a runtime can map a tensor. */
    private static final long ALIGNMENT = 1 << 12;

    /** Up to here a tensor always lies inside: runtimes look into shapes before they have opened the second file. */
    private static final long SMALL = 1 << 12;

    private static final int MODEL_IR_VERSION = 1;
    private static final int MODEL_PRODUCER = 2;
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_OPSET = 8;
    private static final int MODEL_METADATA = 14;
    private static final int OPSET_VERSION = 2;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_NAME = 2;
    private static final int GRAPH_INITIALISER = 5;
    private static final int GRAPH_INPUT = 11;
    private static final int GRAPH_OUTPUT = 12;
    private static final int TENSOR_DIMENSION = 1;
    private static final int TENSOR_TYPE = 2;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_BYTES = 9;
    private static final int TENSOR_EXTERNAL = 13;
    private static final int TENSOR_LOCATION = 14;
    private static final long EXTERNAL = 1;
    private static final int ENTRY_KEY = 1;
    private static final int ENTRY_VALUE = 2;

    private final Path file;
    private final Graph graph;
    private final Map<String, String> metadata;

    private OnnxFile(Path file, Graph graph, Map<String, String> metadata) {
        this.file = file;
        this.graph = graph;
        this.metadata = metadata;
    }

    /** The second file of a model. */
    static Path dataFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".data");
    }

    /**
     * Writes the file, and a second one if the weights have more than so many bytes. Each appears complete or not at
     * all, the second one first.
     *
     * @return the files written
     */
    static List<Path> write(Path file, Graph graph, Map<String, String> metadata, long mostInside) {
        OnnxFile model = new OnnxFile(file, graph, metadata);
        long bytes = graph.initialisers().stream().mapToLong(OnnxFile::byteSize).sum();
        if (bytes <= mostInside) {
            model.writeWhole();
            return List.of(file);
        }
        return model.writeApart();
    }

    private static long byteSize(TensorSource tensor) {
        return Math.multiplyExact(
                tensor.shape().elementCount(), (long) tensor.dtype().byteSize());
    }

    private void writeWhole() {
        List<Proto> heads = new ArrayList<>();
        long graphSize = 0;
        for (TensorSource tensor : graph.initialisers()) {
            Proto inside = tensorHead(tensor).announce(TENSOR_BYTES, byteSize(tensor));
            long tensorSize = inside.size() + byteSize(tensor);
            heads.add(inside);
            graphSize += new Proto().announce(GRAPH_INITIALISER, tensorSize).size() + tensorSize;
        }
        Proto rest = graphWithoutInitialisers();
        long total = graphSize + rest.size();
        AtomicFile.writeChannel(file, channel -> {
            write(channel, modelHead().announce(MODEL_GRAPH, total));
            write(channel, rest);
            for (int i = 0; i < heads.size(); i++) {
                TensorSource tensor = graph.initialisers().get(i);
                write(
                        channel,
                        new Proto().announce(GRAPH_INITIALISER, heads.get(i).size() + byteSize(tensor)));
                write(channel, heads.get(i));
                writeElements(channel, tensor);
            }
        });
    }

    private List<Path> writeApart() {
        Path data = dataFile(file);
        Proto whole = graphWithoutInitialisers();
        AtomicFile.writeChannel(data, channel -> {
            long offset = 0;
            for (TensorSource tensor : graph.initialisers()) {
                if (byteSize(tensor) <= SMALL) {
                    whole.message(GRAPH_INITIALISER, inside(tensor));
                    continue;
                }
                whole.message(GRAPH_INITIALISER, external(tensor, data, offset));
                channel.position(offset);
                writeElements(channel, tensor);
                offset = (channel.position() + ALIGNMENT - 1) & -ALIGNMENT;
            }
        });
        AtomicFile.writeChannel(file, channel -> write(channel, modelHead().message(MODEL_GRAPH, whole)));
        return List.of(file, data);
    }

    private static Proto inside(TensorSource tensor) {
        try (Scope scope = Scope.ofHost()) {
            Tensor dense = load(tensor, scope).copyTo(scope, tensor.dtype());
            return tensorHead(tensor).bytes(TENSOR_BYTES, dense.segment().toArray(ValueLayout.JAVA_BYTE));
        }
    }

    private static Proto external(TensorSource tensor, Path data, long offset) {
        return tensorHead(tensor)
                .message(TENSOR_EXTERNAL, entry("location", data.getFileName().toString()))
                .message(TENSOR_EXTERNAL, entry("offset", Long.toString(offset)))
                .message(TENSOR_EXTERNAL, entry("length", Long.toString(byteSize(tensor))))
                .integer(TENSOR_LOCATION, EXTERNAL);
    }

    private Proto modelHead() {
        Proto head = new Proto()
                .integer(MODEL_IR_VERSION, IR_VERSION)
                .string(MODEL_PRODUCER, "jclip")
                .message(MODEL_OPSET, new Proto().integer(OPSET_VERSION, OPSET));
        metadata.forEach((key, value) -> head.message(MODEL_METADATA, entry(key, value)));
        return head;
    }

    private static Proto entry(String key, String value) {
        return new Proto().string(ENTRY_KEY, key).string(ENTRY_VALUE, value);
    }

    private Proto graphWithoutInitialisers() {
        Proto proto = new Proto().string(GRAPH_NAME, graph.name());
        graph.nodes().forEach(node -> proto.message(GRAPH_NODE, node));
        graph.inputs().forEach(input -> proto.message(GRAPH_INPUT, input));
        graph.outputs().forEach(output -> proto.message(GRAPH_OUTPUT, output));
        return proto;
    }

    private static Proto tensorHead(TensorSource tensor) {
        Proto proto = new Proto();
        for (int dim : tensor.shape().toArray()) {
            proto.integer(TENSOR_DIMENSION, dim);
        }
        return proto.integer(TENSOR_TYPE, OnnxType.of(tensor.dtype())).string(TENSOR_NAME, tensor.name());
    }

    private static void write(FileChannel channel, Proto proto) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(proto.toByteArray());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void writeElements(FileChannel channel, TensorSource source) throws IOException {
        try (Scope scope = Scope.ofHost()) {
            RowMajorBytes.write(load(source, scope), channel);
        }
    }

    private static Tensor load(TensorSource source, Scope scope) {
        Tensor tensor = source.loader().load(scope);
        if (tensor.dtype() != source.dtype() || !tensor.shape().equals(source.shape())) {
            throw new IllegalArgumentException("%s was announced as %s%s and came as %s"
                    .formatted(source.name(), source.dtype(), source.shape(), tensor));
        }
        return tensor;
    }
}

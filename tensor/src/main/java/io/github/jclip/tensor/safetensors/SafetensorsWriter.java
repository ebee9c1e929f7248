// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.safetensors;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/**
 * Writes safetensors files as the reference library lays them out: widest element types first, then by name (order of
 * the UTF-8 bytes), without gaps, the header padded with spaces to a multiple of 8 bytes. Every tensor therefore starts
 * on a multiple of its element size. Metadata is sorted by key: the same input gives the same bytes. Files appear
 * complete or not at all ({@link AtomicFile}).
 */
public final class SafetensorsWriter {
    /** How many bytes the names, types, places and metadata of a file's tensors may take. */
    public static final int LARGEST_HEADER = Json.MAX_LENGTH;

    private static final int HEADER_ALIGNMENT = 8;

    private SafetensorsWriter() {}

    /**
     * Writes tensors of any strides in host memory.
     *
     * @throws BadInputException if the file cannot be written
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        write(
                file,
                tensors.entrySet().stream()
                        .map(e -> TensorSource.of(e.getKey(), e.getValue()))
                        .toList(),
                metadata);
    }

    /**
     * Writes tensors that are loaded one at a time, each in a scope of its own that closes before the next is loaded.
     * What a loader throws passes through, and leaves the disk as it was.
     *
     * @throws BadInputException if the file cannot be written
     * @throws IllegalArgumentException if two tensors have one name, a name is {@code __metadata__}, the header exceeds
     *     100 MB, or a loader gives another type or shape than announced or a tensor in a device's memory
     */
    public static void write(Path file, List<TensorSource> tensors, Map<String, String> metadata) {
        requireUsableNames(tensors);
        List<TensorSource> ordered =
                tensors.stream().sorted(SafetensorsWriter::inFileOrder).toList();
        byte[] header = header(ordered, metadata);
        AtomicFile.writeChannel(file, channel -> {
            writeHeader(channel, header);
            for (TensorSource tensor : ordered) {
                try (Scope scope = Scope.ofHost()) {
                    RowMajorBytes.write(load(tensor, scope), channel);
                }
            }
        });
    }

    private static void requireUsableNames(List<TensorSource> tensors) {
        Set<String> names = new HashSet<>(Set.of(Header.METADATA_KEY));
        for (TensorSource tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException("a reserved or repeated tensor name: " + tensor.name());
            }
            if (tensor.shape().rank() > Header.MAX_RANK) {
                throw new IllegalArgumentException(
                        "%s has more than %d dimensions: %s".formatted(tensor.name(), Header.MAX_RANK, tensor.shape()));
            }
        }
    }

    private static int inFileOrder(TensorSource a, TensorSource b) {
        return Comparator.comparing((TensorSource t) -> StoredDType.of(t.dtype()))
                .reversed()
                .thenComparing(t -> t.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)
                .compare(a, b);
    }

    private static byte[] header(List<TensorSource> ordered, Map<String, String> metadata) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator generator = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), json)) {
            generator.writeStartObject();
            writeMetadata(generator, metadata);
            writeEntries(generator, ordered);
            generator.writeEndObject();
        }
        int padding = -json.size() & (HEADER_ALIGNMENT - 1);
        json.writeBytes(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
        if (json.size() > LARGEST_HEADER) {
            throw new IllegalArgumentException("a header of %d bytes".formatted(json.size()));
        }
        return json.toByteArray();
    }

    private static void writeMetadata(JsonGenerator generator, Map<String, String> metadata) {
        if (metadata.isEmpty()) {
            return;
        }
        generator.writeObjectPropertyStart(Header.METADATA_KEY);
        new TreeMap<>(metadata).forEach(generator::writeStringProperty);
        generator.writeEndObject();
    }

    private static void writeEntries(JsonGenerator generator, List<TensorSource> ordered) {
        long offset = 0;
        for (TensorSource tensor : ordered) {
            long end = Math.addExact(
                    offset,
                    Math.multiplyExact(
                            tensor.shape().elementCount(), tensor.dtype().byteSize()));
            generator.writeObjectPropertyStart(tensor.name());
            generator.writeStringProperty(
                    "dtype", StoredDType.of(tensor.dtype()).name());
            generator.writeName("shape");
            int[] dims = tensor.shape().toArray();
            generator.writeArray(dims, 0, dims.length);
            generator.writeName("data_offsets");
            generator.writeArray(new long[] {offset, end}, 0, 2);
            generator.writeEndObject();
            offset = end;
        }
    }

    private static void writeHeader(WritableByteChannel channel, byte[] header) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Header.LENGTH_BYTES + header.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static Tensor load(TensorSource source, Scope scope) {
        Tensor tensor = source.loader().load(scope);
        if (tensor.dtype() != source.dtype() || !tensor.shape().equals(source.shape())) {
            throw new IllegalArgumentException("%s was announced as %s%s and came as %s"
                    .formatted(source.name(), source.dtype(), source.shape(), tensor));
        }
        if (!tensor.isHost()) {
            throw new IllegalArgumentException(source.name() + " lies in a device's memory; copy it to the host first");
        }
        return tensor;
    }
}

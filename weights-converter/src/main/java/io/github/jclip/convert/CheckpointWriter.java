// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.convert.numpy.NpzWriter;
import io.github.jclip.convert.pickle.PickleWriter;
import io.github.jclip.convert.zip.AlignedZipWriter;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes files of other programs, which {@link Checkpoint} reads again. Tensors must be in host memory. Files appear
 * complete or not at all, and the same content gives the same bytes.
 */
public final class CheckpointWriter {
    private static final String ROOT = "archive/";

    private final PickleWriter pickle = new PickleWriter();
    private final List<Tensor> storages = new ArrayList<>();

    private CheckpointWriter() {}

    /**
     * Writes what {@code torch.save} would write of a dictionary; {@code torch.load} reads it with {@code weights_only} as
     * well.
     *
     * @param content values that are null, String, Boolean, Integer, Long, Double, Tensor, a List of such, or a Map of
     *     such by String or Integer, which a {@link java.util.SequencedMap} orders
     * @throws io.github.jclip.tensor.BadInputException if the file cannot be written
     * @throws IllegalArgumentException if a value is anything else
     */
    public static void writeTorch(Path file, Map<?, ?> content) {
        CheckpointWriter writer = new CheckpointWriter();
        writer.add(content);
        byte[] object = writer.pickle.end();
        AtomicFile.write(file, out -> writer.writeZip(out, object));
    }

    /**
     * Writes what {@code numpy.savez} would write.
     *
     * @param arrays a Tensor, a String, a Double or a List of Strings each, in order
     * @throws io.github.jclip.tensor.BadInputException if the file cannot be written
     * @throws IllegalArgumentException if a value is anything else, or NumPy lacks a tensor's type
     */
    public static void writeNpz(Path file, Map<String, Object> arrays) {
        Map<String, Object> contiguous = new LinkedHashMap<>(arrays);
        contiguous.replaceAll((_, value) -> value instanceof Tensor tensor ? contiguous(tensor) : value);
        AtomicFile.write(file, out -> NpzWriter.write(out, contiguous));
    }

    private static Tensor contiguous(Tensor tensor) {
        return tensor.isContiguous() ? tensor : tensor.copyTo(Scope.ofGarbageCollected(), tensor.dtype());
    }

    private void add(Object value) {
        switch (value) {
            case null -> pickle.none();
            case String text -> pickle.text(text);
            case Boolean bool -> pickle.bool(bool);
            case Integer number -> pickle.integer(number);
            case Long number -> pickle.integer(number);
            case Double number -> pickle.real(number);
            case Tensor tensor -> {
                pickle.tensor(Integer.toString(storages.size()), tensor.dtype(), tensor.shape());
                storages.add(contiguous(tensor));
            }
            case List<?> items -> {
                pickle.beginList();
                items.forEach(this::add);
                pickle.endList();
            }
            case Map<?, ?> entries -> {
                pickle.beginPlainDictionary();
                entries.forEach((key, item) -> {
                    add(key);
                    add(item);
                });
                pickle.endDictionary();
            }
            default -> throw new IllegalArgumentException("cannot write a " + value.getClass());
        }
    }

    private void writeZip(OutputStream out, byte[] object) throws IOException {
        try (AlignedZipWriter zip = new AlignedZipWriter(out)) {
            zip.add(ROOT + "data.pkl", object);
            zip.add(ROOT + "byteorder", ascii("little"));
            for (int i = 0; i < storages.size(); i++) {
                Tensor tensor = storages.get(i);
                zip.add(ROOT + "data/" + i, tensor.segment().asSlice(0, tensor.byteSize()));
            }
            zip.add(ROOT + "version", ascii("3\n"));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.check;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.safetensors.TensorSource;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes the archives of {@code torch.save} and {@code torch.jit.save}, one tensor at a time. */
public final class TorchArchiveWriter implements AutoCloseable {
    private static final String ROOT = "archive/";
    private static final int LOCAL_HEADER = 30;
    private static final int EXTRA_HEADER = 4;
    private static final int ALIGNMENT = 64;
    private static final int CHUNK = 1 << 20;

    private final Counter counter;
    private final ZipOutputStream zip;

    private TorchArchiveWriter(Path file) throws IOException {
        counter = new Counter(new BufferedOutputStream(Files.newOutputStream(file), CHUNK));
        zip = new ZipOutputStream(counter);
        zip.setMethod(ZipOutputStream.STORED);
    }

    /** A dictionary from names to tensors, as {@code torch.save(model.state_dict())} writes it. */
    public static void writeStateDict(Path file, List<TensorSource> tensors) throws IOException {
        PickleWriter pickle = new PickleWriter().beginDictionary();
        for (int i = 0; i < tensors.size(); i++) {
            TensorSource tensor = tensors.get(i);
            pickle.text(tensor.name()).tensor(Integer.toString(i), tensor.dtype(), tensor.shape());
        }
        byte[] object = pickle.endDictionary().end();
        try (TorchArchiveWriter writer = new TorchArchiveWriter(file)) {
            writer.add("data.pkl", object);
            writer.addTensors(tensors);
        }
    }

    /** A tree of compiled modules, by the dots in the names, as OpenAI's downloads are. */
    public static void writeScript(Path file, List<TensorSource> tensors) throws IOException {
        Map<String, Object> root = new LinkedHashMap<>();
        for (int i = 0; i < tensors.size(); i++) {
            put(root, tensors.get(i).name().split("\\."), i);
        }
        PickleWriter pickle = new PickleWriter();
        writeModule(pickle, root, tensors);
        try (TorchArchiveWriter writer = new TorchArchiveWriter(file)) {
            writer.addTensors(tensors);
            writer.add("data.pkl", pickle.end());
            writer.add("code/__torch__.py", new byte[0]);
            writer.add(
                    "constants.pkl",
                    new PickleWriter().beginDictionary().endDictionary().end());
        }
    }

    @SuppressWarnings("unchecked") // inner nodes are maps, leaves indices
    private static void put(Map<String, Object> root, String[] path, int index) {
        Map<String, Object> node = root;
        for (int i = 0; i < path.length - 1; i++) {
            node = (Map<String, Object>) node.computeIfAbsent(path[i], _ -> new LinkedHashMap<String, Object>());
        }
        node.put(path[path.length - 1], index);
    }

    private static void writeModule(PickleWriter pickle, Map<?, ?> node, List<TensorSource> tensors) {
        pickle.beginModule("Module");
        pickle.text("training").integer(0);
        node.forEach((name, child) -> {
            pickle.text((String) name);
            if (child instanceof Map<?, ?> module) {
                writeModule(pickle, module, tensors);
            } else {
                TensorSource tensor = tensors.get((Integer) child);
                pickle.tensor(child.toString(), tensor.dtype(), tensor.shape());
            }
        });
        pickle.endModule();
    }

    private void addTensors(List<TensorSource> tensors) throws IOException {
        for (int i = 0; i < tensors.size(); i++) {
            try (Scope scope = Scope.ofHost()) {
                Tensor tensor = tensors.get(i).loader().load(scope);
                add("data/" + i, tensor.segment().asSlice(0, tensor.byteSize()));
            }
        }
    }

    private void add(String name, byte[] content) throws IOException {
        add(name, MemorySegment.ofArray(content));
    }

    private void add(String name, MemorySegment content) throws IOException {
        ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setTime(0);
        entry.setSize(content.byteSize());
        CRC32 crc = new CRC32();
        for (long from = 0; from < content.byteSize(); from += CHUNK) {
            crc.update(chunk(content, from).asByteBuffer());
        }
        entry.setCrc(crc.getValue());
        entry.setExtra(padding(entry.getName()));
        zip.putNextEntry(entry);
        for (long from = 0; from < content.byteSize(); from += CHUNK) {
            zip.write(chunk(content, from).toArray(ValueLayout.JAVA_BYTE));
        }
        zip.closeEntry();
        zip.flush();
    }

    private static MemorySegment chunk(MemorySegment content, long from) {
        return content.asSlice(from, Math.min(CHUNK, content.byteSize() - from));
    }

    /** PyTorch starts each entry's content on a multiple of 64 bytes. */
    private byte[] padding(String name) {
        long start = counter.count + LOCAL_HEADER + name.getBytes(StandardCharsets.UTF_8).length + EXTRA_HEADER;
        int length = (int) (-start & (ALIGNMENT - 1));
        byte[] extra = new byte[EXTRA_HEADER + length];
        extra[0] = 'F';
        extra[1] = 'B';
        extra[2] = (byte) length;
        return extra;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Knows where the next entry begins. */
    private static final class Counter extends FilterOutputStream {
        private long count;

        Counter(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
            count += length;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            count++;
        }
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.check;

import io.github.jclip.convert.pickle.PickleWriter;
import io.github.jclip.convert.zip.AlignedZipWriter;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.safetensors.TensorSource;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the archives of {@code torch.save} and {@code torch.jit.save}, one tensor at a time. */
public final class TorchArchiveWriter implements AutoCloseable {
    private static final String ROOT = "archive/";
    private static final int BUFFER_SIZE = 1 << 20;

    private final OutputStream out;
    private final AlignedZipWriter zip;

    private TorchArchiveWriter(Path file) throws IOException {
        out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_SIZE);
        zip = new AlignedZipWriter(out);
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
                zip.add(ROOT + "data/" + i, tensor.segment().asSlice(0, tensor.byteSize()));
            }
        }
    }

    private void add(String name, byte[] content) throws IOException {
        zip.add(ROOT + name, content);
    }

    @Override
    public void close() throws IOException {
        try (out) {
            zip.close();
        }
    }
}

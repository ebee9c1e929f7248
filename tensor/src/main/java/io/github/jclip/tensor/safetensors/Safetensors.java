// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.safetensors;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of a safetensors file, or of all files that an index ({@code *.safetensors.index.json}) names, as views
 * of the mapped files: opening costs no more than reading the headers, and nothing is copied. Safe for use by several
 * threads.
 *
 * <p>Everything the headers claim is checked on opening. Besides the format's own rules, a tensor has at most 8
 * dimensions, none above 2³¹−1, and the fields of a header are just dtype, shape and data_offsets. Element types that
 * {@link io.github.jclip.tensor.DType} lacks (BOOL, I8, I16, F8…) may be in the file and are refused when asked for.
 *
 * <p>Do not change a file in place while it is open; {@link SafetensorsWriter} replaces files without touching what is
 * mapped.
 */
public final class Safetensors implements AutoCloseable {
    private final Path file;
    private final Arena arena;
    private final Map<String, MappedFile> tensors;
    private final Map<String, String> metadata;

    private Safetensors(Path file, Arena arena, Map<String, MappedFile> tensors, Map<String, String> metadata) {
        this.file = file;
        this.arena = arena;
        this.tensors = Collections.unmodifiableMap(tensors);
        this.metadata = Collections.unmodifiableMap(metadata);
    }

    /**
     * Opens a file or an index with its files.
     *
     * @throws BadInputException if a file is missing, unreadable or breaks a rule of the format
     */
    public static Safetensors open(Path file) {
        Arena arena = Arena.ofShared();
        try {
            return ShardIndex.isIndex(file) ? openShards(file, arena) : openSingle(file, arena);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private static Safetensors openSingle(Path file, Arena arena) {
        MappedFile mapped = MappedFile.open(file, arena);
        Map<String, MappedFile> tensors = new LinkedHashMap<>();
        mapped.header().tensors().keySet().forEach(name -> tensors.put(name, mapped));
        return new Safetensors(file, arena, tensors, mapped.header().metadata());
    }

    private static Safetensors openShards(Path index, Arena arena) {
        Map<Path, MappedFile> shards = new LinkedHashMap<>();
        Map<String, MappedFile> tensors = new LinkedHashMap<>();
        ShardIndex.read(index).forEach((name, shard) -> {
            MappedFile mapped = shards.computeIfAbsent(shard, path -> MappedFile.open(path, arena));
            if (!mapped.header().tensors().containsKey(name)) {
                throw Json.damaged(
                        index,
                        "weight_map puts tensor %s into %s, which lacks it"
                                .formatted(Excerpt.quote(name), shard.getFileName()));
            }
            tensors.put(name, mapped);
        });
        Map<String, String> metadata = new LinkedHashMap<>();
        shards.values().forEach(shard -> shard.header().metadata().forEach(metadata::putIfAbsent));
        return new Safetensors(index, arena, tensors, metadata);
    }

    /** What was opened: the file, or the index. */
    public Path file() {
        return file;
    }

    /** All names, in the order of the header or of the index. */
    public Set<String> names() {
        return tensors.keySet();
    }

    /** Whether there is a tensor of this name. */
    public boolean contains(String name) {
        return tensors.containsKey(name);
    }

    /**
     * A read-only view of a tensor's bytes in the file, valid until {@link #close()}. Files of other writers may start
     * a tensor at any byte: no alignment is promised.
     *
     * @throws BadInputException if there is no such tensor, or its element type is not one of
     *     {@link io.github.jclip.tensor.DType}
     */
    public Tensor tensor(String name) {
        MappedFile mapped = tensors.get(name);
        if (mapped == null) {
            throw missing(name);
        }
        return mapped.tensor(name);
    }

    private BadInputException missing(String name) {
        String near = NearNames.suggest(name, names());
        String hint = near.isEmpty()
                ? "it has %d tensors of other names".formatted(tensors.size())
                : "nearest of its %d names: %s".formatted(tensors.size(), near);
        return new BadInputException(Excerpt.line("%s: no tensor %s; %s".formatted(file, Excerpt.quote(name), hint)));
    }

    /** The free-form strings of the header; where several files disagree, those of the one named first. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Unmaps the files; using their tensors afterwards is an error. Closing again does nothing. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}

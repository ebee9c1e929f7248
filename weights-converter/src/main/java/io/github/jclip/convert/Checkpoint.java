// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.convert.numpy.NpzArchive;
import io.github.jclip.convert.torch.TorchArchive;
import io.github.jclip.convert.torch.TorchLegacy;
import io.github.jclip.convert.torch.TorchZip;
import io.github.jclip.convert.zip.ZipArchive;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The tensors of a file that another program wrote, as views of the mapped file. Nothing in the file is executed, and
 * what it claims is checked before it is used.
 */
public final class Checkpoint implements AutoCloseable {
    private final Path file;
    private final CheckpointFormat format;
    private final Set<String> names;
    private final Function<String, Tensor> tensors;
    private final Map<String, Object> values;
    private final Runnable closer;

    private Checkpoint(
            Path file,
            CheckpointFormat format,
            Set<String> names,
            Function<String, Tensor> tensors,
            Map<String, Object> values,
            Runnable closer) {
        this.file = file;
        this.format = format;
        this.names = Collections.unmodifiableSet(names);
        this.tensors = tensors;
        this.values = Collections.unmodifiableMap(values);
        this.closer = closer;
    }

    /**
     * Opens a file of any {@link CheckpointFormat}, told apart by its content.
     *
     * @throws BadInputException if it is missing, damaged, of another kind, names code, or holds no tensors
     */
    public static Checkpoint open(Path file) {
        Checkpoint checkpoint = switch (FileKind.of(file)) {
            case SAFETENSORS -> ofSafetensors(file, CheckpointFormat.SAFETENSORS);
            case SAFETENSORS_INDEX -> ofSafetensors(file, CheckpointFormat.SAFETENSORS_SHARDS);
            case ZIP -> ofMapped(file, Checkpoint::ofZip);
            case PICKLE -> ofMapped(file, (path, bytes, arena) -> ofTorch(path, TorchLegacy.read(path, bytes), arena));
        };
        if (checkpoint.names.isEmpty()) {
            checkpoint.close();
            throw new BadInputException(Excerpt.line(file + ": holds no tensors; give a checkpoint with weights"));
        }
        return checkpoint;
    }

    private static Checkpoint ofSafetensors(Path file, CheckpointFormat format) {
        Safetensors safetensors = Safetensors.open(file);
        return new Checkpoint(
                file,
                format,
                safetensors.names(),
                safetensors::tensor,
                Map.copyOf(safetensors.metadata()),
                safetensors::close);
    }

    /** Reads a mapped file. */
    private interface MappedReader {
        Checkpoint read(Path file, MemorySegment bytes, Arena arena);
    }

    private static Checkpoint ofMapped(Path file, MappedReader reader) {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return reader.read(file, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena), arena);
        } catch (IOException e) {
            arena.close();
            throw FileErrors.reading(file, e);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private static Checkpoint ofZip(Path file, MemorySegment bytes, Arena arena) {
        ZipArchive zip = ZipArchive.open(file, bytes, arena);
        if (!NpzArchive.isOne(zip)) {
            return ofTorch(file, TorchZip.read(file, zip), arena);
        }
        NpzArchive npz = NpzArchive.read(file, zip, arena);
        return new Checkpoint(file, CheckpointFormat.NPZ, npz.names(), npz::tensor, npz.values(), arena::close);
    }

    private static Checkpoint ofTorch(Path file, TorchArchive archive, Arena arena) {
        return new Checkpoint(
                file, formatOf(archive), archive.names(), archive::tensor, archive.values(), arena::close);
    }

    private static CheckpointFormat formatOf(TorchArchive archive) {
        return switch (archive.layout()) {
            case ZIP -> CheckpointFormat.TORCH_ZIP;
            case SCRIPT -> CheckpointFormat.TORCHSCRIPT;
            case LEGACY -> CheckpointFormat.TORCH_LEGACY;
        };
    }

    /** The file that was opened. */
    public Path file() {
        return file;
    }

    /** Its format. */
    public CheckpointFormat format() {
        return format;
    }

    /**
     * The names of the tensors in the file's order. In a file of PyTorch a name is the path of keys, indices and
     * attributes that leads to the tensor, joined by dots: {@code state_dict.visual.proj}.
     */
    public Set<String> names() {
        return names;
    }

    /**
     * A view of a tensor, of any strides, valid until {@link #close()}.
     *
     * @throws BadInputException if there is none of this name, its bytes do not match their checksum, or its element
     *     type is not one of {@link io.github.jclip.tensor.DType}
     */
    public Tensor tensor(String name) {
        if (!names.contains(name)) {
            throw new BadInputException(Excerpt.line("%s: no tensor %s".formatted(file, Excerpt.quote(name))));
        }
        return tensors.apply(name);
    }

    /**
     * The values besides tensors, named alike: String, Boolean, java.math.BigInteger or Double. A list of strings in a
     * NumPy archive is named item by item, as in a file of PyTorch: {@code classes.0}.
     */
    public Map<String, Object> values() {
        return values;
    }

    /** All files that the tensors come from; for an index, the index first. */
    List<Path> files() {
        if (format != CheckpointFormat.SAFETENSORS_SHARDS) {
            return List.of(file);
        }
        Set<Path> files = new LinkedHashSet<>(Set.of(file));
        for (JsonNode shard : JsonMapper.shared().readTree(file).path("weight_map")) {
            files.add(file.resolveSibling(shard.stringValue()));
        }
        return List.copyOf(files);
    }

    /** Unmaps the file; using its tensors afterwards is an error. */
    @Override
    public void close() {
        closer.run();
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.torch;

import io.github.jclip.convert.pickle.PickleInput;
import io.github.jclip.convert.pickle.PickleMachine;
import io.github.jclip.convert.pickle.PickleValue;
import io.github.jclip.convert.pickle.PickleValue.Bool;
import io.github.jclip.convert.pickle.PickleValue.Int;
import io.github.jclip.convert.pickle.PickleValue.Mapping;
import io.github.jclip.convert.pickle.PickleValue.Persistent;
import io.github.jclip.convert.pickle.PickleValue.Text;
import io.github.jclip.convert.torch.TorchArchive.Layout;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of PyTorch before 1.6: five pickles one after the other (a magic number, the protocol version, facts of the
 * machine, the object, the keys of the storages), then for each key the element count and the elements.
 */
public final class TorchLegacy {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final BigInteger PROTOCOL_VERSION = BigInteger.valueOf(1001);
    private static final ValueLayout.OfLong COUNT = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final MemorySegment bytes;
    private final Map<String, MemorySegment> storages = new HashMap<>();
    private long position;

    private TorchLegacy(Path file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /**
     * Reads a file that begins with a pickle.
     *
     * @param file for messages
     * @param bytes the mapped file
     * @throws BadInputException if it is damaged, another kind of pickle, or names what a checkpoint has no use for
     */
    public static TorchArchive read(Path file, MemorySegment bytes) {
        return new TorchLegacy(file, bytes).read();
    }

    private TorchArchive read() {
        if (!(next("the magic number").root() instanceof Int(var magic) && magic.equals(MAGIC))) {
            throw new BadInputException(Excerpt.line(
                    file + ": a pickle, but not one of torch.save; give a checkpoint as torch.save wrote it"));
        }
        if (!(next("the version").root() instanceof Int(var version) && version.equals(PROTOCOL_VERSION))) {
            throw Arguments.damaged(file.toString(), "not version 1001 of the format");
        }
        requireLittleEndian(next("the system facts").root());
        PickleMachine.Result object = next("the object");
        Arguments keys = Arguments.of(file.toString(), next("the storage keys").root());
        locateStorages(keys, sizes(object.persistents()));
        return new TorchArchive(
                file.toString(), Layout.LEGACY, ObjectWalk.of(file + ": the object", object.root(), this::storage));
    }

    private PickleMachine.Result next(String what) {
        PickleInput input = new PickleInput(file + ": " + what, bytes.asSlice(position));
        PickleMachine.Result result = PickleMachine.read(input, TorchGlobals::inCheckpoint);
        position += input.position();
        return result;
    }

    private void requireLittleEndian(PickleValue facts) {
        boolean bigEndian = facts instanceof Mapping mapping
                && mapping.entries().stream()
                        .anyMatch(e -> e.key() instanceof Text(String key)
                                && key.equals("little_endian")
                                && e.value() == Bool.FALSE);
        if (bigEndian) {
            throw new BadInputException(Excerpt.line(file + ": byte order 'big'; save it on a little-endian machine"));
        }
    }

    private Map<String, StorageId> sizes(List<Persistent> references) {
        Map<String, StorageId> ids = new HashMap<>();
        for (Persistent reference : references) {
            StorageId id = StorageId.of(file.toString(), reference);
            StorageId known = ids.putIfAbsent(id.key(), id);
            if (known != null && known.byteCount() != id.byteCount()) {
                throw Arguments.damaged(file.toString(), "storage %s has two sizes".formatted(Excerpt.quote(id.key())));
            }
        }
        return ids;
    }

    private void locateStorages(Arguments keys, Map<String, StorageId> ids) {
        for (int i = 0; i < keys.count(); i++) {
            String key = keys.key(i);
            StorageId id = ids.get(key);
            if (id == null) {
                throw damagedStorage(key, "is not used");
            }
            if (bytes.byteSize() - position < Long.BYTES) {
                throw damagedStorage(key, "is cut off");
            }
            long count = bytes.get(COUNT, position);
            position += Long.BYTES;
            if (count != id.elementCount()) {
                throw damagedStorage(key, "has %d elements instead of %d".formatted(count, id.elementCount()));
            }
            if (id.byteCount() > bytes.byteSize() - position) {
                throw damagedStorage(key, "is cut off");
            }
            storages.put(key, bytes.asSlice(position, id.byteCount()));
            position += id.byteCount();
        }
    }

    private Storage storage(Persistent reference) {
        StorageId id = StorageId.of(file.toString(), reference);
        MemorySegment stored = storages.get(id.key());
        if (stored == null) {
            throw damagedStorage(id.key(), "is missing");
        }
        int size = id.type().byteSize();
        MemorySegment part = stored.asSlice(id.viewOffset() * size, id.viewCount() * size);
        return new Storage(id.type(), id.viewCount(), () -> part);
    }

    private BadInputException damagedStorage(String key, String trouble) {
        return Arguments.damaged(file.toString(), "storage %s %s".formatted(Excerpt.quote(key), trouble));
    }
}

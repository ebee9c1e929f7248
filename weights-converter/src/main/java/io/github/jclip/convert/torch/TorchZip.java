// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.torch;

import io.github.jclip.convert.pickle.PickleInput;
import io.github.jclip.convert.pickle.PickleMachine;
import io.github.jclip.convert.pickle.PickleValue.Persistent;
import io.github.jclip.convert.torch.TorchArchive.Layout;
import io.github.jclip.convert.zip.ZipArchive;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The zip archives of PyTorch 1.6 and later: {@code root/data.pkl} with the object, {@code root/data/KEY} with each
 * storage, and in those of {@code torch.jit.save} also {@code root/constants.pkl} and source code, which is not read.
 */
public final class TorchZip {
    private static final String OBJECT = "/data.pkl";

    private final Path file;
    private final String place;
    private final ZipArchive zip;
    private final String root;
    private final Map<String, MemorySegment> verified = new HashMap<>();

    private TorchZip(Path file, ZipArchive zip) {
        this.file = file;
        this.place = file + ": data.pkl";
        this.zip = zip;
        this.root = findRoot();
    }

    /**
     * Reads an archive.
     *
     * @param file for messages
     * @throws BadInputException if it is damaged, not PyTorch's, or names what a checkpoint has no use for
     */
    public static TorchArchive read(Path file, ZipArchive zip) {
        return new TorchZip(file, zip).read();
    }

    private TorchArchive read() {
        requireLittleEndian();
        boolean script = zip.names().contains(root + "/constants.pkl");
        PickleInput input = new PickleInput(place, zip.content(root + OBJECT).orElseThrow());
        PickleMachine.Result object =
                PickleMachine.read(input, script ? TorchGlobals::inTorchScript : TorchGlobals::inCheckpoint);
        return new TorchArchive(
                file.toString(),
                script ? Layout.SCRIPT : Layout.ZIP,
                ObjectWalk.of(place, object.root(), this::storage));
    }

    private String findRoot() {
        List<String> objects = zip.names().stream()
                .filter(name -> name.indexOf('/') == name.length() - OBJECT.length() && name.endsWith(OBJECT))
                .toList();
        if (objects.size() != 1) {
            throw new BadInputException(Excerpt.line(file + ": "
                    + (objects.isEmpty()
                            ? "a zip archive without data.pkl, so not one of PyTorch; give a checkpoint"
                            : "a zip archive with several data.pkl; give a checkpoint as torch.save wrote it")));
        }
        return objects.getFirst().substring(0, objects.getFirst().length() - OBJECT.length());
    }

    private void requireLittleEndian() {
        zip.content(root + "/byteorder").ifPresent(entry -> {
            String order = new String(
                    entry.asSlice(0, Math.min(entry.byteSize(), 16)).toArray(ValueLayout.JAVA_BYTE),
                    StandardCharsets.US_ASCII);
            if (!order.equals("little")) {
                throw new BadInputException(Excerpt.line(
                        "%s: byte order %s; save it on a little-endian machine".formatted(file, Excerpt.quote(order))));
            }
        });
    }

    private Storage storage(Persistent reference) {
        StorageId id = StorageId.of(place, reference);
        String name = root + "/data/" + id.key();
        long size = zip.size(name)
                .orElseThrow(() -> Arguments.damaged(
                        place, "storage %s is not in the archive".formatted(Excerpt.quote(id.key()))));
        if (size != id.byteCount()) {
            throw Arguments.damaged(
                    place,
                    "storage %s has %d bytes instead of %d".formatted(Excerpt.quote(id.key()), size, id.byteCount()));
        }
        return new Storage(id.type(), id.elementCount(), () -> verifiedContent(name));
    }

    /** Each storage is read for its checksum once, when the first of its tensors is. */
    private synchronized MemorySegment verifiedContent(String name) {
        return verified.computeIfAbsent(name, key -> zip.content(key).orElseThrow());
    }
}

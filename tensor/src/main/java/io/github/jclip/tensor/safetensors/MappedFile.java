// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.safetensors;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One safetensors file: its checked header and its data, mapped read-only. */
record MappedFile(Path file, Header header, MemorySegment data) {
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Maps and checks a file; the mapping lives as long as the arena. */
    static MappedFile open(Path file, Arena arena) {
        FileErrors.requireFile(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return check(file, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    private static MappedFile check(Path file, MemorySegment bytes) {
        if (bytes.byteSize() < Header.LENGTH_BYTES) {
            throw Json.damaged(file, "%d bytes are too few for a safetensors file".formatted(bytes.byteSize()));
        }
        long headerLength = bytes.get(LENGTH, 0);
        long dataLength = bytes.byteSize() - Header.LENGTH_BYTES - headerLength;
        if (headerLength < 0 || headerLength > Json.MAX_LENGTH || dataLength < 0) {
            throw Json.damaged(
                    file,
                    "the header claims %s bytes in a file of %d"
                            .formatted(Long.toUnsignedString(headerLength), bytes.byteSize()));
        }
        byte[] json = bytes.asSlice(Header.LENGTH_BYTES, headerLength).toArray(ValueLayout.JAVA_BYTE);
        MemorySegment data = bytes.asSlice(Header.LENGTH_BYTES + headerLength);
        return new MappedFile(file, HeaderReader.read(file, json, dataLength), data);
    }

    /** A view of a tensor that the header has. */
    Tensor tensor(String name) {
        StoredTensor stored = header.tensors().get(name);
        DType dtype = stored.dtype()
                .dtype()
                .orElseThrow(() -> new BadInputException(Excerpt.line(
                        "%s: tensor %s is stored as %s, which jclip does not compute with; convert it to F32, F16, BF16, "
                                        .formatted(file, Excerpt.quote(name), stored.dtype())
                                + "F64, I32, I64 or U8")));
        return Tensor.ofHost(dtype, stored.shape(), data.asSlice(stored.begin(), stored.end() - stored.begin()));
    }
}

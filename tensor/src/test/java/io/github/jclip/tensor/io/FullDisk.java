// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.io;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The error that the system gives for a full disk, from the device that is always full. */
public final class FullDisk {
    private FullDisk() {}

    /** The error itself; skips the test where there is no such device. */
    public static IOException error() throws IOException {
        Path device = Path.of("/dev/full");
        assumeTrue(Files.exists(device), "this system has no /dev/full");
        try (FileChannel channel = FileChannel.open(device, StandardOpenOption.WRITE)) {
            return assertThrows(IOException.class, () -> channel.write(ByteBuffer.allocate(1)));
        }
    }
}

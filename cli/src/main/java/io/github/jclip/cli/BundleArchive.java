// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.AtomicFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Makes {@code .tar.xz} files in which order, times, owners and permissions do not depend on where they are made. The
 * compressor is told that there is machine code.
 */
record BundleArchive(Tool tar, Tool xz) {

    /**
     * The programs of this machine.
     *
     * @throws BadInputException if one is missing
     */
    static BundleArchive ofThisMachine() {
        return new BundleArchive(tool("tar", "GNU tar"), tool("xz", "xz (package xz-utils or xz)"));
    }

    private static Tool tool(String name, String title) {
        return Tool.onPath(name)
                .orElseThrow(() -> new BadInputException(
                        "bundle: no '%s' on the PATH; install %s, or make a folder with --unpacked"
                                .formatted(name, title)));
    }

    /**
     * Packs a folder under its own name.
     *
     * @param time of every file
     */
    void write(Path folder, Instant time, Path target) {
        List<String> arguments = List.of(
                "--create",
                "--format=gnu",
                "--sort=name",
                "--owner=0",
                "--group=0",
                "--numeric-owner",
                "--mode=u=rwX,go=rX",
                "--mtime=@" + time.getEpochSecond(),
                "--use-compress-program=%s -T0 --x86 --lzma2=preset=6".formatted(xz.program()),
                "--directory=" + folder.getParent(),
                "--file=-",
                folder.getFileName().toString());
        AtomicFile.write(target, out -> tar.run(arguments, out));
    }
}

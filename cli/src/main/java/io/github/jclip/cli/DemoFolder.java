// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.world.Domain;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** Where the demo leaves its files. {@value #MARKER} tells that a folder is one of these. */
record DemoFolder(Path path) {
    private static final String MARKER = "demo.json";

    /**
     * Makes the folder. Of an earlier demo it removes what a demo makes, and nothing else.
     *
     * @throws BadInputException if it is a file, or a folder with other files in it, or cannot be written
     */
    static DemoFolder prepare(Path path) {
        DemoFolder folder = new DemoFolder(path);
        try {
            Files.createDirectories(path);
            if (!Files.exists(path.resolve(MARKER))) {
                folder.requireEmpty();
                AtomicFile.write(path.resolve(MARKER), "{\"format\": \"jclip-demo\", \"version\": 1}\n");
            }
        } catch (IOException e) {
            throw FileErrors.writing(path, e);
        }
        folder.parts()
                .filter(part -> Files.exists(part, LinkOption.NOFOLLOW_LINKS))
                .forEach(TemporaryFolder::deleteTree);
        return folder;
    }

    private void requireEmpty() throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            if (entries.findAny().isPresent()) {
                throw new BadInputException(Excerpt.line(
                        path + ": is a folder with other files in it; remove it or choose another one (--out)"));
            }
        }
    }

    private Stream<Path> parts() {
        return Stream.concat(Arrays.stream(Domain.values()).map(this::domain), Stream.of(features(), runs(), report()));
    }

    /** Pictures of a domain. */
    Path domain(Domain domain) {
        return path.resolve(Arguments.domainName(domain));
    }

    /** Embeddings of the few-shot task. */
    Path features() {
        return path.resolve("features.safetensors");
    }

    /** Its run folders. */
    Path runs() {
        return path.resolve("runs");
    }

    /** The page. */
    Path report() {
        return path.resolve("report.html");
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.features.SampleFiles;
import io.github.jclip.taskres.run.RunDescription;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The images behind the rows of a test set, where the features file is still there and names them. */
final class TestFiles {
    private static final String TENSOR = "test" + SampleFiles.SUFFIX;

    /** Metadata: the folder that the paths start from. */
    private static final String FOLDER = "images";

    private static final int LARGEST_PICTURE = 1 << 16;
    private static final int HEAD = 12;

    private final Path folder;
    private final List<String> files;
    private final String note;

    private TestFiles(Path folder, List<String> files, String note) {
        this.folder = folder;
        this.files = files;
        this.note = note;
    }

    static TestFiles of(RunDescription.Features features) {
        try {
            Path path = Path.of(String.valueOf(features.path()));
            if (!Files.isRegularFile(path)) {
                return new TestFiles(path, List.of(), "The features file is no longer at %s.".formatted(path));
            }
            return read(path, features.testImages());
        } catch (InvalidPathException | BadInputException e) {
            return new TestFiles(Path.of(""), List.of(), "File names could not be read: %s.".formatted(e.getMessage()));
        }
    }

    private static TestFiles read(Path path, int rows) {
        try (Safetensors features = Safetensors.open(path)) {
            Path folder = Path.of(features.metadata().getOrDefault(FOLDER, ""));
            if (!features.contains(TENSOR) || features.tensor(TENSOR).dtype() != DType.U8) {
                return new TestFiles(folder, List.of(), "The features file does not name the images.");
            }
            List<String> files = SampleFiles.list(features.tensor(TENSOR));
            return files.size() == rows
                    ? new TestFiles(folder, files, "Pictures are shown where the file is there and small.")
                    : new TestFiles(folder, List.of(), "The features file names another number of images.");
        }
    }

    String note() {
        return note;
    }

    Optional<String> name(int index) {
        return index < files.size() ? Optional.of(files.get(index)) : Optional.empty();
    }

    /** The image as a data address. */
    Optional<String> picture(int index) {
        try {
            Optional<Path> file = name(index).map(folder::resolve);
            if (file.isEmpty() || !Files.isRegularFile(file.get()) || Files.size(file.get()) > LARGEST_PICTURE) {
                return Optional.empty();
            }
            try (InputStream in = Files.newInputStream(file.get())) {
                byte[] bytes = in.readNBytes(LARGEST_PICTURE);
                return mediaType(bytes)
                        .map(type -> "data:" + type + ";base64,"
                                + Base64.getEncoder().encodeToString(bytes));
            }
        } catch (IOException | InvalidPathException _) {
            return Optional.empty();
        }
    }

    /** By the first bytes, whatever the name says. */
    private static Optional<String> mediaType(byte[] bytes) {
        if (bytes.length < HEAD) {
            return Optional.empty();
        }
        String head = new String(bytes, 0, HEAD, StandardCharsets.ISO_8859_1);
        if (head.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of("image/jpeg");
        }
        if (head.startsWith("\u0089PNG\r\n")) {
            return Optional.of("image/png");
        }
        if (head.startsWith("GIF8")) {
            return Optional.of("image/gif");
        }
        return head.startsWith("RIFF") && head.endsWith("WEBP") ? Optional.of("image/webp") : Optional.empty();
    }
}

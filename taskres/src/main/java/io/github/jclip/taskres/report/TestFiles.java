// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.features.SampleFiles;
import io.github.jclip.taskres.run.RunDescription;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The images behind the rows of a test set, where the features file is still there and names them. */
final class TestFiles {
    private static final String TENSOR = "test" + SampleFiles.SUFFIX;

    /** Metadata: the folder that the paths start from. */
    private static final String FOLDER = "images";

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
                    ? new TestFiles(folder, files, "Pictures are shown where the file is there.")
                    : new TestFiles(folder, List.of(), "The features file names another number of images.");
        }
    }

    String note() {
        return note;
    }

    Optional<String> name(int index) {
        return index < files.size() ? Optional.of(files.get(index)) : Optional.empty();
    }

    /** The image, small, as a data address. */
    Optional<String> picture(int index) {
        try {
            return name(index).map(folder::resolve).filter(Files::isRegularFile).flatMap(Thumbnail::of);
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }
}

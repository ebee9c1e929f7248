// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.convert.Checkpoint;
import io.github.jclip.convert.CheckpointFormat;
import io.github.jclip.convert.CheckpointWriter;
import io.github.jclip.taskres.classifier.ClassifierContent;
import io.github.jclip.taskres.classifier.ClassifierReader;
import io.github.jclip.taskres.classifier.StoredClassifier;
import io.github.jclip.taskres.method.TunedProjection;
import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import io.github.jclip.tensor.io.FileHash;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Joins what knows classifiers to what knows the files of PyTorch and NumPy, of which neither may know the other. */
final class ClassifierFiles {
    /** The forms, told by the end of a name. */
    enum Form {
        SAFETENSORS("\\.safetensors"),
        NPZ("\\.npz"),
        /** As Dassl names checkpoints, too: {@code model.pth.tar-100}. */
        TORCH("\\.(pt|pth|pth\\.tar(-\\d+)?)");

        private final Pattern ending;

        Form(String ending) {
            this.ending = Pattern.compile(".*" + ending);
        }

        static Optional<Form> of(Path file) {
            String name = file.getFileName().toString();
            return Arrays.stream(values())
                    .filter(form -> form.ending.matcher(name).matches())
                    .findFirst();
        }
    }

    private static final long ALWAYS_ALLOWED = 1 << 20;
    private static final long MAX_EXPANSION = 4;

    private ClassifierFiles() {}

    /** The classifier of a run folder or of a file of any form. */
    static StoredClassifier read(Path path, ClassifierReader.Given given) {
        if (Files.isDirectory(path)) {
            return RunFolder.open(path).classifier();
        }
        try (Checkpoint checkpoint = Checkpoint.open(path)) {
            return ClassifierReader.read(path, tensors(checkpoint), checkpoint.values(), given);
        }
    }

    /** The tuned text projection of an enhanced base classifier: a run folder, or a file of any form. */
    static TunedProjection projection(Path path) {
        if (Files.isDirectory(path)) {
            RunFolder run = RunFolder.open(path);
            Map<String, Tensor> tensors = run.classifier().tensors();
            return new TunedProjection(
                    path, run.result().checkpointSha256(), ClassifierReader.projection(path, tensors));
        }
        try (Checkpoint checkpoint = Checkpoint.open(path)) {
            Tensor weight = ClassifierReader.projection(path, tensors(checkpoint));
            return new TunedProjection(path, FileHash.sha256(path), weight);
        }
    }

    /** Copies: they outlive the file. */
    private static Map<String, Tensor> tensors(Checkpoint checkpoint) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        long bytes = 0;
        for (String name : checkpoint.names()) {
            Tensor tensor = checkpoint.tensor(name);
            bytes += tensor.byteSize();
            requireProportion(checkpoint, bytes);
            tensors.put(name, tensor.copyTo(Scope.ofGarbageCollected(), tensor.dtype()));
        }
        return tensors;
    }

    /** Strides of 0 let a small file of PyTorch claim tensors that no memory holds. */
    private static void requireProportion(Checkpoint checkpoint, long bytes) {
        if (checkpoint.format() == CheckpointFormat.NPZ) {
            return;
        }
        try {
            if (bytes < 0 || bytes > ALWAYS_ALLOWED + MAX_EXPANSION * Files.size(checkpoint.file())) {
                throw new BadInputException(Excerpt.line(
                        checkpoint.file() + ": its tensors repeat what it stores many times; give a plain file"));
            }
        } catch (IOException e) {
            throw FileErrors.reading(checkpoint.file(), e);
        }
    }

    static void write(Path file, Form form, StoredClassifier classifier) {
        ClassifierContent content = new ClassifierContent(classifier);
        switch (form) {
            case SAFETENSORS -> SafetensorsWriter.write(file, content.tensors(), content.metadata());
            case NPZ -> CheckpointWriter.writeNpz(file, content.arrays());
            case TORCH -> CheckpointWriter.writeTorch(file, content.dictionary());
        }
    }
}

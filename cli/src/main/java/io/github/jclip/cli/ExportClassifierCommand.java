// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.classifier.ClassifierReader;
import io.github.jclip.taskres.classifier.StoredClassifier;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "classifier",
        description = {
            "Write a tuned classifier as a file: .safetensors, .npz for NumPy, or .pth.tar for PyTorch.",
            "A .pth.tar of task residuals or of an enhanced base classifier is what the original TaskRes code loads; other "
                    + "methods have no such form. 'eval', 'classify' and this command read all three."
        })
final class ExportClassifierCommand implements Runnable {
    @Parameters(paramLabel = "RUN|FILE", description = "Run folder, or a classifier in any form.")
    private Path source;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "FILE",
            description = "File to write; its ending says the form: .safetensors, .npz, .pth.tar, model.pth.tar-200.")
    private Path target;

    @Mixin
    private ForeignClassifierOptions foreign;

    @Option(names = "--force", description = "Replace a file that is there.")
    private boolean force;

    @Mixin
    private OutputOptions output;

    /** The JSON result. */
    record Result(String source, String file, String form, String method, int classes, int embeddingDim) {}

    @Override
    public void run() {
        ClassifierFiles.Form form = ClassifierFiles.Form.of(target)
                .orElseThrow(() -> new BadInputException(
                        Excerpt.line("--to %s: end the name with .safetensors, .npz or .pth.tar".formatted(target))));
        AtomicFile.requirePossible(target);
        if (!force && Files.exists(target)) {
            throw new BadInputException(
                    Excerpt.line(target + ": already exists; --force replaces it, or choose another name"));
        }
        ClassifierReader.Given given = foreign.given();
        StoredClassifier classifier = ClassifierFiles.read(source, given);
        ClassifierFiles.write(target, form, classifier);
        Result result = new Result(
                source.toString(),
                target.toString(),
                form.name().toLowerCase(Locale.ROOT),
                classifier.method(),
                classifier.classes().size(),
                classifier.embeddingDim());
        if (output.json()) {
            output.json(result);
            return;
        }
        output.line("%s: %s, %d classes, %d dimensions"
                .formatted(result.file(), result.method(), result.classes(), result.embeddingDim()));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.data.DatasetRequest;
import io.github.jclip.taskres.data.Datasets;
import io.github.jclip.taskres.data.SplitFile;
import io.github.jclip.taskres.data.Splits;
import io.github.jclip.taskres.random.PythonRandom;
import io.github.jclip.tensor.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "split",
        description = {
            "Divide a data set at random into train, val and test, and keep the result in a split file.",
            "Folders of classes and lists: 50 %, 20 % and 30 % of each class; known data sets as the original code does."
        })
final class DataSplitCommand implements Runnable {
    @Parameters(paramLabel = DatasetOptions.DATASET_LABEL, description = DatasetOptions.DATASET_HELP)
    private String dataset;

    @Mixin
    private DatasetOptions options;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of Python's stream (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Split file to write (default: where the data set is looked for one).")
    private Path target;

    @Option(names = "--force", description = "Replace an earlier split file.")
    private boolean force;

    @Mixin
    private OutputOptions output;

    /** The JSON result. */
    record Result(String out, int train, int val, int test) {}

    @Override
    public void run() {
        DatasetRequest request = options.request(dataset);
        Path file = target == null ? defaultTarget(request) : target;
        if (Files.exists(file) && !force) {
            throw new BadInputException(
                    "%s: exists; choose another file, or have it replaced (--force)".formatted(file));
        }
        Splits splits = Datasets.divide(request, new PythonRandom(seed));
        SplitFile.write(file, splits);
        Result result = new Result(
                file.toString(),
                splits.train().size(),
                splits.val().size(),
                splits.test().size());
        if (output.json()) {
            output.json(result);
        } else {
            output.line("%s: %d train, %d val, %d test".formatted(file, result.train(), result.val(), result.test()));
        }
    }

    private static Path defaultTarget(DatasetRequest request) {
        return Datasets.splitFile(request)
                .orElseThrow(() -> new BadInputException(
                        "%s: say where the split file goes (--out), if it needs one".formatted(request.dataset())));
    }
}

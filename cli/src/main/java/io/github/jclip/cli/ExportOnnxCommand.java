// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.ModelFolder;
import io.github.jclip.convert.onnx.OnnxExporter;
import io.github.jclip.convert.onnx.Tower;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "onnx",
        description = {
            "Write the towers of a model as ONNX files, for ONNX Runtime and others: images [B, 3, R, R] or tokens [B,"
                    + " T] in, embeddings [B, E] out.",
            "Weights above 1.5 GB go to a second file, NAME.onnx.data, which must stay beside the first."
        })
final class ExportOnnxCommand implements Runnable {
    private static final String EXTENSION = ".onnx";

    /** Which towers. */
    enum Towers {
        IMAGE,
        TEXT,
        BOTH;

        List<Tower> list() {
            return switch (this) {
                case IMAGE -> List.of(Tower.IMAGE);
                case TEXT -> List.of(Tower.TEXT);
                case BOTH -> List.of(Tower.values());
            };
        }
    }

    @Option(names = "--model", required = true, paramLabel = ModelChoice.LABEL, description = ModelChoice.HELP)
    private ModelChoice model;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR|FILE",
            description = "Folder for image.onnx and text.onnx, or for one tower a file NAME.onnx.")
    private Path target;

    @Option(
            names = "--tower",
            paramLabel = "image|text|both",
            defaultValue = "BOTH",
            description = "Which towers (default: both).")
    private Towers towers;

    @Option(names = "--force", description = "Replace files that are there.")
    private boolean force;

    @Mixin
    private OutputOptions output;

    /** The JSON result. */
    record Result(String model, List<Written> files) {}

    /** A file's JSON result. */
    record Written(String tower, String file, long bytes) {}

    @Override
    public void run() {
        try (ModelFolder folder = ModelFolder.open(model.folder(output))) {
            Map<Tower, Path> files = files();
            files.values().forEach(this::requireFree);
            List<Written> written = new ArrayList<>();
            files.forEach((tower, file) ->
                    OnnxExporter.export(folder.config(), folder.weights()::tensor, tower, file).stream()
                            .map(path -> new Written(label(tower), path.toString(), size(path)))
                            .forEach(written::add));
            print(written);
        }
    }

    private void print(List<Written> written) {
        if (output.json()) {
            output.json(new Result(model.toString(), written));
            return;
        }
        written.forEach(file ->
                output.line("%s: %s tower, %s".formatted(file.file(), file.tower(), Quantities.bytes(file.bytes()))));
    }

    private Map<Tower, Path> files() {
        Map<Tower, Path> files = new EnumMap<>(Tower.class);
        if (!target.toString().endsWith(EXTENSION) || Files.isDirectory(target)) {
            makeFolder();
            towers.list().forEach(tower -> files.put(tower, target.resolve(label(tower) + EXTENSION)));
            return files;
        }
        if (towers == Towers.BOTH) {
            throw new BadInputException(Excerpt.line(
                    "--out %s: one file cannot hold both towers; give a folder or --tower".formatted(target)));
        }
        files.put(towers.list().getFirst(), target);
        return files;
    }

    private void makeFolder() {
        if (Files.exists(target)) {
            FileErrors.requireFolder(target);
            return;
        }
        try {
            Files.createDirectory(target);
        } catch (IOException e) {
            throw FileErrors.writing(target, e);
        }
    }

    private void requireFree(Path file) {
        AtomicFile.requirePossible(file);
        for (Path path : List.of(file, OnnxExporter.dataFile(file))) {
            if (!force && Files.exists(path)) {
                throw new BadInputException(
                        Excerpt.line(path + ": already exists; --force replaces it, or choose another name"));
            }
        }
    }

    private static String label(Tower tower) {
        return tower.name().toLowerCase(Locale.ROOT);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }
}

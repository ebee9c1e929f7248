// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.world.Domain;
import io.github.jclip.clip.world.PictureFormat;
import io.github.jclip.clip.world.World;
import io.github.jclip.clip.world.WorldFolder;
import io.github.jclip.tensor.BadInputException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "world",
        description = {
            "Draw pictures of a world of things, for experiments without photos.",
            "With a domain, a folder for each class; without, pictures of any kind with captions in pairs.csv."
        })
final class WorldCommand implements Runnable {
    private static final int SMALLEST_SIDE = 8;
    private static final int LARGEST_SIDE = 2048;

    @Parameters(paramLabel = "FOLDER", description = "Where the pictures go; new or empty.")
    private Path folder;

    @Option(
            names = "--domain",
            paramLabel = "NAME",
            description = "Draw classes: pictures, line-drawings, negatives, blurred, new-textures or new-things.")
    private Optional<String> domain = Optional.empty();

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many pictures, of each class with --domain (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--side",
            paramLabel = "PIXELS",
            defaultValue = "64",
            description = "Width and height of a picture (default: ${DEFAULT-VALUE}).")
    private int side;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Other seeds draw other pictures (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "png",
            description = "png or jpeg (default: ${DEFAULT-VALUE}).")
    private PictureFormat format;

    @Mixin
    private OutputOptions output;

    /** The JSON result. */
    record Result(String out, long pictures, int classes) {}

    @Override
    public void run() {
        if (side < SMALLEST_SIDE || side > LARGEST_SIDE) {
            throw new BadInputException(
                    "--side %d: choose from %d to %d pixels".formatted(side, SMALLEST_SIDE, LARGEST_SIDE));
        }
        Optional<Domain> drawn = domain.map(Arguments::domain);
        int classes = drawn.map(World::classes).map(kinds -> kinds.size()).orElse(0);
        long pictures = (long) count * Math.max(classes, 1);
        try (Progress progress = output.progress("drawing", pictures)) {
            WorldFolder target = new WorldFolder(new World(seed, side), format, () -> progress.advance(1));
            if (drawn.isPresent()) {
                target.writeClasses(folder, drawn.get(), count);
            } else {
                target.writePairs(folder, count);
            }
        }
        print(new Result(folder.toString(), pictures, classes));
    }

    private void print(Result result) {
        if (output.json()) {
            output.json(result);
        } else if (result.classes() == 0) {
            output.line("%s: %d pictures with captions in pairs.csv".formatted(folder, result.pictures()));
        } else {
            output.line("%s: %d pictures of %d classes".formatted(folder, result.pictures(), result.classes()));
        }
    }
}

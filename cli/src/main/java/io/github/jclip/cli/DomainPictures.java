// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.world.Domain;
import io.github.jclip.clip.world.PictureFormat;
import io.github.jclip.clip.world.World;
import io.github.jclip.clip.world.WorldFolder;
import io.github.jclip.taskres.data.Dataset;
import io.github.jclip.taskres.data.DatasetRequest;
import io.github.jclip.taskres.data.Datasets;
import io.github.jclip.taskres.data.FileOrder;
import io.github.jclip.taskres.features.ClassTexts.Underscores;
import io.github.jclip.taskres.images.DatasetEncoder;
import io.github.jclip.taskres.images.EncodingRequest;
import io.github.jclip.taskres.images.ImageReading;
import io.github.jclip.taskres.random.PythonRandom;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Pictures of a domain of the drawn world as a data set: the folders {@code train}, {@code val} and {@code test}, in each
 * a folder for each class. The three are drawn independently.
 *
 * @param seed tells data sets of a domain apart
 * @param side of the pictures, in pixels
 * @param perClass pictures of each class
 */
record DomainPictures(Domain domain, long seed, int side, Counts perClass) {
    private static final int PARTS = 3;

    /** Numbers of pictures. */
    record Counts(int train, int val, int test) {
        int all() {
            return train + val + test;
        }
    }

    /** How many pictures there are. */
    int count() {
        return perClass.all() * World.classes(domain).size();
    }

    /**
     * Draws the pictures.
     *
     * @param folder must not exist
     * @param written is run after each picture
     */
    void write(Path folder, Runnable written) {
        try {
            Files.createDirectory(folder);
        } catch (IOException e) {
            throw FileErrors.writing(folder, e);
        }
        part(0, written).writeClasses(folder.resolve("train"), domain, perClass.train());
        part(1, written).writeClasses(folder.resolve("val"), domain, perClass.val());
        part(2, written).writeClasses(folder.resolve("test"), domain, perClass.test());
    }

    private WorldFolder part(int number, Runnable written) {
        return new WorldFolder(world(number), PictureFormat.PNG, written);
    }

    private World world(int part) {
        return new World(PARTS * seed + part, side);
    }

    /** The world of the test pictures. */
    World testWorld() {
        return world(2);
    }

    /** The data set in the folder, with the prompts of the world. */
    Dataset dataset(Path folder) {
        return Datasets.open(
                new DatasetRequest(
                        folder.toString(),
                        Optional.empty(),
                        Optional.empty(),
                        World.templates(),
                        Optional.empty(),
                        FileOrder.SORTED),
                new PythonRandom(seed),
                _ -> {});
    }

    /**
     * Embeds the pictures.
     *
     * @param model name of the model, to be recorded
     * @param features the features file to write
     */
    void embed(Path folder, Clip clip, String model, Path features, OutputOptions output) {
        EncodingRequest request =
                new EncodingRequest(dataset(folder), Optional.empty(), Underscores.KEEP, false, 0, seed);
        Map<String, String> names = Map.of("dataset", domain.word(), "backbone", model);
        DatasetEncoder.encode(clip, request, ImageReading.strict(), output.encoding(), features, names);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.clip.image.ImageFiles;
import io.github.jclip.tensor.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One folder for each class, named like it, or such folders in {@code train}, {@code test} and perhaps {@code val}. */
record FolderSource(Path folder, FileOrder order) implements DatasetSource {

    @Override
    public String name() {
        return folder.toString();
    }

    @Override
    public Path images() {
        return folder;
    }

    @Override
    public Optional<Path> splitFile() {
        return Optional.of(folder.resolve("split.json"));
    }

    @Override
    public Content read() {
        boolean divided = Stream.of("train", "test").allMatch(split -> Files.isDirectory(folder.resolve(split)));
        if (!divided) {
            return new Content(samples("", classFolders("")), Optional.empty());
        }
        List<String> classes = classFolders("train");
        List<Sample> val =
                Files.isDirectory(folder.resolve("val")) ? samples("val", sameClasses("val", classes)) : List.of();
        return new Content(
                List.of(),
                Optional.of(new Splits(samples("train", classes), val, samples("test", sameClasses("test", classes)))));
    }

    private List<String> classFolders(String within) {
        List<String> classes = FileOrder.folders(folder.resolve(within));
        if (classes.isEmpty()) {
            throw new BadInputException(
                    "%s: holds no folder; make one for each class".formatted(folder.resolve(within)));
        }
        return classes;
    }

    private List<String> sameClasses(String split, List<String> classes) {
        for (String name : classFolders(split)) {
            if (!classes.contains(name)) {
                throw new BadInputException("%s: is no class of %s; both have the same folders"
                        .formatted(folder.resolve(split).resolve(name), folder.resolve("train")));
            }
        }
        return classes;
    }

    private List<Sample> samples(String within, List<String> classes) {
        Map<String, Integer> labels = Labels.byPosition(classes);
        List<Sample> samples = new ArrayList<>();
        for (String name : classes) {
            String path = within.isEmpty() ? name : within + "/" + name;
            boolean needed = within.isEmpty() || within.equals("train");
            if (!needed && !Files.isDirectory(folder.resolve(path))) {
                continue;
            }
            List<String> files = order.files(folder, path, ImageFiles::hasImageName);
            if (needed && files.isEmpty()) {
                throw new BadInputException("%s: holds no image (jpg, jpeg, png, gif, bmp, webp); add some or remove it"
                        .formatted(folder.resolve(path)));
            }
            files.forEach(file -> samples.add(new Sample(path + "/" + file, labels.get(name), name)));
        }
        return samples;
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.clip.image.ImageDecoder;
import io.github.jclip.taskres.data.DatasetDefinition.Counts;
import io.github.jclip.taskres.data.DatasetDefinition.Need;
import io.github.jclip.taskres.data.DatasetDefinition.Source;
import io.github.jclip.taskres.random.PythonRandom;
import io.github.jclip.tensor.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Says what of a data set is missing; changes nothing on disk. */
public final class DatasetCheck {
    private static final long SEED = 1;

    private final DatasetRequest request;
    private final boolean decode;
    private final Map<Path, Missing> missing = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    /** A file or folder that is not there, how many images it holds or is, and where to get it. */
    public record Missing(String path, int images, String from) {}

    /**
     * What was found.
     *
     * @param expected as published; empty for data sets of the user's own
     * @param found empty if the data set could not be read
     * @param missing files and folders
     * @param problems other trouble, a line each
     */
    public record Report(
            String dataset,
            String folder,
            Optional<Counts> expected,
            Optional<Counts> found,
            List<Missing> missing,
            List<String> problems) {

        /** Whether everything is there and as it should be. */
        public boolean complete() {
            return missing.isEmpty() && problems.isEmpty() && (expected.isEmpty() || expected.equals(found));
        }
    }

    private DatasetCheck(DatasetRequest request, boolean decode) {
        this.request = request;
        this.decode = decode;
    }

    /**
     * Checks a data set.
     *
     * @param decode whether every image is decoded, which takes long
     * @throws BadInputException if there is no such data set
     */
    public static Report run(DatasetRequest request, boolean decode) {
        return DatasetCatalogue.find(request.dataset())
                .map(definition -> run(definition, request, decode))
                .orElseGet(() -> new DatasetCheck(request, decode).own());
    }

    static Report run(DatasetDefinition definition, DatasetRequest request, boolean decode) {
        return new DatasetCheck(request, decode).known(definition);
    }

    private Report own() {
        String folder = Datasets.source(request).folder().toString();
        Optional<Dataset> dataset = Optional.empty();
        try {
            dataset = Optional.of(Datasets.open(request, new PythonRandom(SEED), _ -> {}));
            checkImages(dataset.get(), List.of());
        } catch (BadInputException e) {
            problems.add(e.getMessage());
        }
        return new Report(
                request.dataset(),
                folder,
                Optional.empty(),
                dataset.map(found -> Counts.of(found.classes(), found.splits())),
                List.copyOf(missing.values()),
                List.copyOf(problems));
    }

    private Report known(DatasetDefinition definition) {
        Path root = Datasets.requireRoot(definition, request);
        Path folder = definition.folder(root);
        Optional<Path> splitFile = request.split().or(() -> definition.splitFile(root));
        boolean hasSplit = request.split().isPresent()
                || splitFile.map(Files::isRegularFile).orElse(false);
        boolean readable = true;
        for (Source source : definition.sources()) {
            boolean needed = switch (source.need()) {
                case ALWAYS -> true;
                case SPLIT -> request.split().isEmpty();
                case LISTING -> !hasSplit;
            };
            if (needed && !Files.exists(folder.resolve(source.path()))) {
                miss(folder.resolve(source.path()), 0, from(source));
                readable &= hasSplit || source.need() == Need.SPLIT;
            }
        }
        Optional<Counts> found = Optional.empty();
        if (readable) {
            try {
                found = Optional.of(read(definition, root, hasSplit ? splitFile : Optional.empty()));
            } catch (BadInputException e) {
                problems.add(e.getMessage());
            }
        }
        found.ifPresent(counts -> compare(definition.expected(), counts));
        return new Report(
                definition.name(),
                folder.toString(),
                Optional.of(definition.expected()),
                found,
                List.copyOf(missing.values()),
                List.copyOf(problems));
    }

    private static String from(Source source) {
        return switch (source.need()) {
            case ALWAYS -> source.from();
            case SPLIT -> source.from() + " (or make one: jclip data split)";
            case LISTING -> source.from() + " (only to make the split file)";
        };
    }

    private Counts read(DatasetDefinition definition, Path root, Optional<Path> splitFile) {
        Splits splits = splitFile
                .map(SplitFile::read)
                .orElseGet(() -> Datasets.list(definition, root, request.order(), new PythonRandom(SEED)));
        List<String> classes = ClassList.of(definition.name(), splits);
        Dataset dataset = new Dataset(
                definition.name(),
                definition.folder(root),
                definition.images(root),
                classes,
                definition.templates(),
                splits);
        checkImages(dataset, definition.sources());
        return Counts.of(classes, splits);
    }

    private void compare(Counts expected, Counts found) {
        compare("classes", expected.classes(), found.classes());
        compare("training images", expected.train(), found.train());
        compare("validation images", expected.val(), found.val());
        compare("test images", expected.test(), found.test());
    }

    private void compare(String what, int expected, int found) {
        if (expected != found) {
            problems.add("%d %s where there should be %d".formatted(found, what, expected));
        }
    }

    private void checkImages(Dataset dataset, List<Source> sources) {
        Map<Path, Boolean> present = new HashMap<>();
        for (Sample sample : (Iterable<Sample>) distinct(dataset)::iterator) {
            Path file = dataset.file(sample);
            if (!present.computeIfAbsent(file.getParent(), Files::isDirectory)) {
                Path folder = highestMissing(file.getParent());
                miss(folder, 1, origin(dataset, folder, sources));
            } else if (!Files.isRegularFile(file)) {
                miss(file, 1, origin(dataset, file, sources));
            } else if (decode) {
                checkDecodes(file);
            }
        }
    }

    /** Of a folder that is not there, the outermost that is not: one line for a data set without its images. */
    private static Path highestMissing(Path folder) {
        Path highest = folder;
        while (highest.getParent() != null && !Files.exists(highest.getParent())) {
            highest = highest.getParent();
        }
        return highest;
    }

    private void miss(Path path, int images, String from) {
        missing.merge(
                path,
                new Missing(path.toString(), images, from),
                (known, more) -> new Missing(known.path(), known.images() + more.images(), known.from()));
    }

    private static Stream<Sample> distinct(Dataset dataset) {
        Splits splits = dataset.splits();
        Stream<Sample> trainAndTest = Stream.concat(splits.train().stream(), splits.test().stream());
        return splits.val().equals(splits.test()) ? trainAndTest : splits.all();
    }

    private static String origin(Dataset dataset, Path file, List<Source> sources) {
        return sources.stream()
                .filter(source -> file.startsWith(dataset.folder().resolve(source.path())))
                .map(Source::from)
                .findFirst()
                .orElse("");
    }

    private void checkDecodes(Path file) {
        try {
            ImageDecoder.decode(file);
        } catch (BadInputException e) {
            problems.add(e.getMessage());
        }
    }
}

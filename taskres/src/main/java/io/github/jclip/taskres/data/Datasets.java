// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.taskres.random.PythonRandom;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Opens data sets: known ones by their name, and any folder or list. */
public final class Datasets {
    private static final List<String> DEFAULT_TEMPLATES = List.of("a photo of a {}.");

    private Datasets() {}

    /**
     * Opens a data set. One that needs a split file and has none is divided at random; a known one keeps the result in
     * the split file, as the original code does.
     *
     * @param random divides; few-shot samples that are then drawn from the same stream are those of the original
     * @param notices told what the user should know
     * @throws BadInputException if there is no such data set, or it is incomplete or damaged
     */
    public static Dataset open(DatasetRequest request, PythonRandom random, Consumer<String> notices) {
        Optional<DatasetDefinition> known = DatasetCatalogue.find(request.dataset());
        if (known.isPresent()) {
            return openKnown(known.get(), request, random, notices);
        }
        return openOwn(source(request), request, random, notices);
    }

    /**
     * Divides a data set at random, whether or not it has a split file already.
     *
     * @throws BadInputException if the data set is divided by its authors or its user, or cannot be read
     */
    public static Splits divide(DatasetRequest request, PythonRandom random) {
        Optional<DatasetDefinition> known = DatasetCatalogue.find(request.dataset());
        if (known.isPresent()) {
            Path root = requireRoot(known.get(), request);
            if (known.get().splitFile(root).isEmpty()) {
                throw alreadyDivided(known.get().name());
            }
            return list(known.get(), root, request.order(), random);
        }
        DatasetSource source = source(request);
        DatasetSource.Content content = source.read();
        if (content.divided().isPresent()) {
            throw alreadyDivided(source.name());
        }
        return divide(source, content, random);
    }

    /** Where a split file is looked for: in the folder of a known data set, or as {@code split.json} in any other. */
    public static Optional<Path> splitFile(DatasetRequest request) {
        Optional<DatasetDefinition> known = DatasetCatalogue.find(request.dataset());
        return known.isPresent()
                ? known.get().splitFile(requireRoot(known.get(), request))
                : source(request).splitFile();
    }

    private static BadInputException alreadyDivided(String name) {
        return new BadInputException(name + ": is divided into train and test already; it needs no split file");
    }

    static DatasetSource source(DatasetRequest request) {
        Path path = path(request.dataset());
        return Files.isDirectory(path)
                ? new FolderSource(path, request.order())
                : new ListSource(path, request.root(), request.classNames());
    }

    private static Dataset openKnown(
            DatasetDefinition definition, DatasetRequest request, PythonRandom random, Consumer<String> notices) {
        Path root = requireRoot(definition, request);
        Optional<Path> file = request.split().or(() -> definition.splitFile(root));
        Splits splits;
        if (file.isPresent() && (request.split().isPresent() || Files.exists(file.get()))) {
            splits = SplitFile.read(file.get());
        } else {
            splits = list(definition, root, request.order(), random);
            file.ifPresent(target -> {
                SplitFile.write(target, splits);
                notices.accept("%s: made by dividing the images at random; not the published split".formatted(target));
            });
        }
        String source = file.orElse(definition.folder(root)).toString();
        return new Dataset(
                definition.name(),
                definition.folder(root),
                definition.images(root),
                ClassList.of(source, splits),
                templates(request, definition.templates()),
                splits);
    }

    static Splits list(DatasetDefinition definition, Path root, FileOrder order, PythonRandom random) {
        return definition
                .listing()
                .read(new Listing.Place(definition.folder(root), definition.images(root), order, random));
    }

    static Path requireRoot(DatasetDefinition definition, DatasetRequest request) {
        return request.root()
                .orElseThrow(() -> new BadInputException("--root: give the folder in which %s of %s lies"
                        .formatted(definition.folder(), definition.name())));
    }

    private static Dataset openOwn(
            DatasetSource source, DatasetRequest request, PythonRandom random, Consumer<String> notices) {
        Optional<Path> file = request.split().or(() -> source.splitFile().filter(Files::exists));
        Splits splits = file.map(SplitFile::read).orElseGet(() -> ownSplits(source, random, notices));
        String place = file.map(Path::toString).orElse(source.name());
        List<String> classes = ClassList.of(place, splits);
        ClassList.requireDistinct(place, classes);
        PromptTemplates templates = templates(request, PromptTemplates.of(DEFAULT_TEMPLATES));
        return new Dataset(source.name(), source.folder(), source.images(), classes, templates, splits);
    }

    private static Splits ownSplits(DatasetSource source, PythonRandom random, Consumer<String> notices) {
        DatasetSource.Content content = source.read();
        if (content.divided().isPresent()) {
            return content.divided().get();
        }
        notices.accept(
                "%s: divided at random into train (50 %%), val (20 %%) and test; 'jclip data split' keeps such a split"
                        .formatted(source.name()));
        return divide(source, content, random);
    }

    private static Splits divide(DatasetSource source, DatasetSource.Content content, PythonRandom random) {
        return new RandomSplit(source.name(), random).inThree(content.undivided());
    }

    private static PromptTemplates templates(DatasetRequest request, PromptTemplates own) {
        return request.templates().isEmpty() ? own : PromptTemplates.of(request.templates());
    }

    private static Path path(String dataset) {
        try {
            Path path = Path.of(dataset);
            if (Files.exists(path)) {
                return path;
            }
        } catch (InvalidPathException _) {
            // Neither a path nor a name, which is said below.
        }
        throw new BadInputException("no data set, folder or list %s; known are %s"
                .formatted(
                        Excerpt.quote(dataset),
                        DatasetCatalogue.all().stream()
                                .map(definition -> definition.config().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }
}

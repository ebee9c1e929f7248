// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.run.DomainResult;
import io.github.jclip.taskres.run.DomainResults;
import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The runs in a folder and the folders below it. What cannot be used is kept as a line that says why; nothing is left
 * out silently. Links to folders are not followed.
 */
public final class RunCollection {
    private static final Set<String> FILES_OF_A_RUN = Set.of("run.json", "result.json", "checkpoint.safetensors");

    private final List<CollectedRun> runs = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private final Map<CollectedRun.Identity, Path> jobs = new HashMap<>();

    private final Map<ClassSource, CollectedRun> classes = new HashMap<>();

    /** Where a run's classes come from; runs that share it are over the same classes. */
    private record ClassSource(String features, Subset subset) {}

    private RunCollection() {}

    /**
     * Reads every run below a folder.
     *
     * @throws BadInputException if the folder cannot be read or holds no run that can be used
     */
    public static RunCollection of(Path root) {
        FileErrors.requireFolder(root);
        RunCollection collection = new RunCollection();
        collection.visit(root);
        if (collection.runs.isEmpty()) {
            String reason = collection.skipped.isEmpty() ? "" : " (" + collection.skipped.getFirst() + ")";
            throw new BadInputException(
                    Excerpt.line(root + ": holds no run that can be used; give a folder of run folders" + reason));
        }
        return collection;
    }

    private void visit(Path folder) {
        List<Path> entries = entries(folder);
        if (entries.stream().anyMatch(entry -> FILES_OF_A_RUN.contains(name(entry)))) {
            open(folder);
            return;
        }
        List<Path> folders = entries.stream()
                .filter(entry -> Files.isDirectory(entry) && !Files.isSymbolicLink(entry))
                .filter(entry -> !name(entry).startsWith("."))
                .toList();
        if (folders.isEmpty()) {
            skipped.add(Excerpt.line(folder + ": holds no run; not part of this report"));
        }
        folders.forEach(this::visit);
    }

    private void open(Path folder) {
        try {
            RunFolder opened = RunFolder.open(folder);
            CollectedRun run = new CollectedRun(folder, opened.asRecord(), domains(opened));
            requireSameClasses(run);
            Path first = jobs.putIfAbsent(run.identity(), folder);
            if (first == null) {
                runs.add(run);
            } else {
                skipped.add(Excerpt.line("%s: error, the same job as %s; remove one of them".formatted(folder, first)));
            }
        } catch (BadInputException e) {
            skipped.add(e.getMessage());
        }
    }

    private List<DomainResult> domains(RunFolder run) {
        DomainResults results = new DomainResults(run);
        List<DomainResult> domains = new ArrayList<>();
        for (Path file : results.files()) {
            try {
                domains.add(results.read(file));
            } catch (BadInputException e) {
                skipped.add(e.getMessage());
            }
        }
        return domains;
    }

    private void requireSameClasses(CollectedRun run) {
        ClassSource source = new ClassSource(
                run.description().features().sha256(), run.description().subset());
        CollectedRun first = classes.putIfAbsent(source, run);
        if (first != null && !first.classNames().equals(run.classNames())) {
            throw new BadInputException(
                    Excerpt.line("%s: has other classes than %s from the same features file; tune again"
                            .formatted(run.path(), first.path())));
        }
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw FileErrors.reading(folder, e);
        }
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    List<CollectedRun> runs() {
        return List.copyOf(runs);
    }

    /** The number of runs that are used. */
    public int size() {
        return runs.size();
    }

    /** What was found and is not used, a line each that names the folder and the reason. */
    public List<String> skipped() {
        return List.copyOf(skipped);
    }
}

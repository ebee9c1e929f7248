// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.evaluation.Misclassified;
import io.github.jclip.taskres.evaluation.Scores;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.run.DomainResult;
import io.github.jclip.taskres.run.DomainResults;
import io.github.jclip.taskres.run.RunDescription;
import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.taskres.run.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Run folders with made-up results: 100 test images of two classes, of which a given number is right. */
final class SyntheticRuns {
    static final List<String> CLASSES = List.of("cat", "<b>\"dog\" & co</b>");
    private static final String CHECKPOINT = "hash of a checkpoint";
    private static final int PER_CLASS = 50;
    private static final int ZERO_SHOT_CORRECT = 60;

    private final Path folder;
    private final String backbone;
    private Path last;

    SyntheticRuns(Path folder, String backbone) {
        this.folder = folder;
        this.backbone = backbone;
    }

    SyntheticRuns add(String dataSet, String method, int shots, long seed, int correct) throws IOException {
        return add(dataSet, method, shots, seed, Subset.ALL, Protocol.SEALED, correct);
    }

    SyntheticRuns add(
            String dataSet, String method, int shots, long seed, Subset subset, Protocol protocol, int correct)
            throws IOException {
        String name = "%s-%s-%d-%d-%s-%s".formatted(dataSet, method, shots, seed, subset, protocol);
        Path run = Files.createDirectories(folder.resolve(dataSet).resolve(name));
        last = run;
        JsonMapper json = JsonMapper.shared();
        Files.writeString(
                run.resolve("run.json"),
                json.writeValueAsString(description(dataSet, method, shots, seed, subset, protocol)));
        Files.writeString(run.resolve("result.json"), json.writeValueAsString(result(correct)));
        return this;
    }

    /** A result of the run that was added last, with the right answers of zero-shot and of the run. */
    SyntheticRuns addDomain(String domain, int zeroShotCorrect, int correct) {
        String hash = "%016x".formatted(domain.hashCode());
        new DomainResults(RunFolder.open(last))
                .keep(new DomainResult(
                        DomainResult.FORMAT,
                        domain,
                        "nowhere",
                        hash,
                        CLASSES,
                        CHECKPOINT,
                        scores(zeroShotCorrect),
                        scores(correct),
                        "2026-01-01T00:00:00Z"));
        return this;
    }

    private RunDescription description(
            String dataSet, String method, int shots, long seed, Subset subset, Protocol protocol) {
        return new RunDescription(
                RunDescription.FORMAT,
                method,
                Methods.settings(Methods.named(method, shots)),
                "made up",
                shots,
                seed,
                subset,
                protocol,
                protocol.words(),
                new RunDescription.Features(
                        "nowhere/features.safetensors",
                        "hash of " + dataSet,
                        dataSet,
                        backbone,
                        "train",
                        null,
                        2 * shots,
                        null,
                        0,
                        2 * PER_CLASS,
                        2,
                        CLASSES,
                        8,
                        100),
                List.of("a note of the run"),
                new RunDescription.Device("cpu", "made up", "F32"),
                new RunDescription.Versions("0", "25", "none"),
                "2026-01-01T00:00:00Z",
                null,
                null);
    }

    private static RunResult result(int correct) {
        return new RunResult(
                1,
                1,
                0.5,
                1,
                0.1,
                0.1,
                Map.of(),
                null,
                scores(ZERO_SHOT_CORRECT),
                scores(correct),
                List.of(new Misclassified(7, 1, 0, 0.9)),
                List.of(),
                CHECKPOINT);
    }

    private static Scores scores(int correct) {
        int dogs = correct - PER_CLASS;
        return new Scores(
                2 * PER_CLASS,
                correct,
                correct,
                100 - correct,
                correct - 1.0,
                5,
                List.of(PER_CLASS, PER_CLASS),
                List.of(PER_CLASS, dogs),
                dogs == PER_CLASS ? List.of() : List.of(new Scores.Confusion(1, 0, PER_CLASS - dogs)));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.train.Classification;
import io.github.jclip.taskres.train.ConfusionMatrix;
import io.github.jclip.taskres.train.Embeddings;
import io.github.jclip.taskres.train.TaskResidual;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileHash;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Evaluates a finished run again, from its checkpoint and its features file. */
public final class Evaluator {

    /**
     * The classifier of a run before and after tuning, on the test set.
     *
     * @param classes names of the classes, in the order of the matrices
     */
    public record Report(List<String> classes, ConfusionMatrix zeroShot, ConfusionMatrix tuned) {}

    private Evaluator() {}

    /**
     * Classifies the test set with the run's checkpoint.
     *
     * @param features where the features file is now, if not where the run found it
     * @throws BadInputException if a file is missing or not the one that the run recorded
     */
    public static Report evaluate(RunFolder run, Optional<Path> features, Device device) {
        RunDescription.Features recorded = run.description().features();
        Path path = features.orElseGet(() -> Path.of(recorded.path()));
        try (FeaturesFile file = FeaturesFile.open(path);
                Safetensors checkpoint = Safetensors.open(run.checkpoint());
                Scope scope = device.openScope()) {
            requireHash(path, recorded.sha256(), "is not the features file of this run; give the one it was tuned on");
            requireHash(run.checkpoint(), run.result().checkpointSha256(), "has changed since the run; tune again");
            int classes = file.classes().size();
            int embeddingDim = file.text().dim(1);
            Tensor base = Checkpoint.tensor(checkpoint, Checkpoint.BASE, classes, embeddingDim);
            Tensor residual = Checkpoint.tensor(checkpoint, Checkpoint.RESIDUAL, classes, embeddingDim);
            TaskResidual method = new TaskResidual(
                    device,
                    scope,
                    Embeddings.load(device, scope, base),
                    run.description().settings().alpha(),
                    recorded.logitScale());
            EmbeddingSet test = file.test();
            Tensor embeddings = Embeddings.loadNormalised(device, scope, test.embeddings());
            ConfusionMatrix zeroShot = evaluate(device, method, embeddings, test);
            method.restore(Embeddings.load(device, scope, residual));
            return new Report(file.classes(), zeroShot, evaluate(device, method, embeddings, test));
        }
    }

    private static ConfusionMatrix evaluate(Device device, TaskResidual method, Tensor embeddings, EmbeddingSet test) {
        int[] predictions = Classification.predict(device, method, embeddings);
        return ConfusionMatrix.of(test.labels(), predictions, method.classCount());
    }

    private static void requireHash(Path file, String recorded, String otherwise) {
        if (!FileHash.sha256(file).equals(recorded)) {
            throw new BadInputException(Excerpt.line(file + ": " + otherwise));
        }
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.ConfigFile;
import io.github.jclip.clip.Provenance;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.clip.pretrain.Recipe.DrawnWorld;
import io.github.jclip.clip.pretrain.Recipe.ImageFilePairs;
import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.clip.tokenizer.Vocabulary;
import io.github.jclip.clip.tower.TrainingSettings;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.FileHash;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The training of a CLIP from nothing. It leaves a model folder that every command can use, from the first checkpoint on.
 * The model is determined by the recipe: neither the number of threads nor where the training was interrupted and gone on
 * with changes a bit of it on a CPU.
 */
public final class Pretraining {
    private final TrainingRun run;
    private final Recipe recipe;
    private final PretrainingFolder folder;
    private final Device device;

    private Pretraining(TrainingRun run) {
        this.run = run;
        this.recipe = run.recipe();
        this.folder = run.folder();
        this.device = run.device();
    }

    /**
     * Trains a model.
     *
     * @param folder where it goes: new or empty, or that of the training that is resumed
     * @return the last evaluation; empty for image files without a validation list
     * @throws BadInputException if the folder is taken, the pairs are not usable, the device cannot train, or the loss is
     *     no number any more; the last checkpoint is kept
     */
    public static Optional<Evaluation> run(
            Recipe recipe, Path folder, PretrainingOptions options, Device device, PretrainingListener listener) {
        return new Pretraining(new TrainingRun(recipe, new PretrainingFolder(folder), options, device, listener)).run();
    }

    private Optional<Evaluation> run() {
        folder.requireUsable(run.options().resume());
        requireTrainable();
        PairSource source = source();
        HeldOut heldOut = HeldOut.of(recipe.data(), run.options());
        if (Files.exists(folder.checkpoint())) {
            return goOn(source, heldOut);
        }
        TrainingTokenizer tokenizer = TrainingTokenizer.of(recipe, source);
        source.requireReadable();
        return train(source, heldOut, tokenizer.tokenizer(), Optional.empty(), () -> {
            folder.create();
            AtomicFile.write(folder.recipe(), RecipeFile.toJson(recipe));
            tokenizer.copyTo().accept(folder.path());
        });
    }

    /** Refuses what could only fail later. */
    private void requireTrainable() {
        Recipe.Training training = recipe.training();
        if (recipe.model().vision() instanceof ResNetConfig && training.microBatch() < training.batchSize()) {
            throw new BadInputException(
                    "micro_batch %d: a ResNet's batch normalisation takes the statistics of the whole batch; give the batch size %d, or a smaller one"
                            .formatted(training.microBatch(), training.batchSize()));
        }
        try (Scope scope = device.openScope();
                Scope host = Scope.ofHost()) {
            device.repack(device.pack(host.allocate(DType.F32, 1, 1), scope));
        } catch (UnsupportedOperationException e) {
            throw new BadInputException(e.getMessage() + "; train on --device cpu", e);
        }
    }

    private PairSource source() {
        Preprocessing preprocessing =
                recipe.model().preprocessing().at(recipe.model().imageResolution());
        return switch (recipe.data()) {
            case DrawnWorld world ->
                new WorldPairs(world, preprocessing, recipe.training().batchSize());
            case ImageFilePairs files -> new FilePairs(files, recipe.training(), preprocessing);
        };
    }

    private Optional<Evaluation> goOn(PairSource source, HeldOut heldOut) {
        try (Safetensors file = Safetensors.open(folder.checkpoint())) {
            PretrainingCheckpoint earlier = PretrainingCheckpoint.read(file);
            if (!earlier.recipe().equals(RecipeFile.toJson(recipe))) {
                throw folder.bad("was trained by another recipe; give that one (recipe.json), or another folder");
            }
            if (!earlier.fingerprint().equals(source.fingerprint())) {
                throw folder.bad("was trained on other pairs than are listed now; choose another folder");
            }
            int vocabularySize = ConfigFile.read(folder.config()).text().vocabularySize();
            ClipTokenizer tokenizer = new ClipTokenizer(Vocabulary.read(folder.path(), vocabularySize));
            return train(source, heldOut, tokenizer, Optional.of(earlier), () -> {});
        }
    }

    /**
     * Trains a model.
     *
     * @param begin is run when nothing but writing can go wrong any more
     */
    private Optional<Evaluation> train(
            PairSource source,
            HeldOut heldOut,
            ClipTokenizer tokenizer,
            Optional<PretrainingCheckpoint> earlier,
            Runnable begin) {
        Recipe.Training training = recipe.training();
        ClipConfig config = config(tokenizer.vocabularySize());
        TrainingSettings settings = training.recompute()
                ? TrainingSettings.everything().withRecomputation()
                : TrainingSettings.everything();
        Map<String, Tensor> weights = InitialWeights.of(config, training.seed(), Scope.ofGarbageCollected());
        try (Scope scope = device.openScope();
                ContrastiveModel model = new ContrastiveModel(
                        device, weights::get, config, settings, training.batchSize(), training.microBatch())) {
            TrainingStep step = new TrainingStep(device, training, model, scope);
            run.listener().needs(step.weightBytes() + model.activationBytes());
            begin.run();
            TrainedModel written =
                    new TrainedModel(folder.path(), config.withProvenance(provenance()), recipe.weights());
            written.writeConfig();
            run.log("%d parameters; %s for weights, gradients and optimiser, %s for the activations of a batch"
                    .formatted(
                            step.parameterCount(), mebibytes(step.weightBytes()), mebibytes(model.activationBytes())));
            model.open();
            PretrainingLoop loop = new PretrainingLoop(run, source, heldOut, written, step);
            earlier.ifPresent(loop::restore);
            int done = earlier.map(PretrainingCheckpoint::steps).orElse(0);
            try (PairBatches batches = new PairBatches(
                    source, tokenizer, recipe, done, run.options().threads())) {
                return loop.run(batches);
            }
        }
    }

    private ClipConfig config(int vocabularySize) {
        ClipConfig model = recipe.model();
        TextConfig text = model.text();
        return new ClipConfig(
                model.embeddingDim(),
                model.imageResolution(),
                model.vision(),
                new TextConfig(text.contextLength(), vocabularySize, text.width(), text.heads(), text.layers()),
                model.activation(),
                model.layerNormEpsilon(),
                model.preprocessing(),
                Optional.empty());
    }

    private Provenance provenance() {
        return new Provenance(
                "jclip pretrain",
                List.of(new Provenance.SourceFile(PretrainingFolder.RECIPE, FileHash.sha256(folder.recipe()))),
                1);
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.Provenance;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.clip.pretrain.Recipe.DrawnWorld;
import io.github.jclip.clip.pretrain.Recipe.ImageFilePairs;
import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.clip.tokenizer.Vocabulary;
import io.github.jclip.clip.tokenizer.VocabularyTrainer;
import io.github.jclip.clip.tower.TrainingSettings;
import io.github.jclip.clip.world.Domain;
import io.github.jclip.tensor.BadInputException;
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
import java.util.OptionalDouble;

/**
 * The training of a CLIP from nothing. It leaves a model folder that every command can use, from the first checkpoint on.
 * The model is determined by the recipe: neither the number of threads nor where the training was interrupted and gone on
 * with changes a bit of it on a CPU.
 */
public final class Pretraining {
    /** Held-out pictures are those of another world. */
    private static final long SEED_OFFSET = 1;

    private static final int PICTURES_PER_CLASS = 8;
    private static final int RETRIEVAL_SETS = 5;

    private final Recipe recipe;
    private final PretrainingFolder folder;
    private final PretrainingOptions options;
    private final Device device;
    private final PretrainingListener listener;

    private Pretraining(
            Recipe recipe, Path folder, PretrainingOptions options, Device device, PretrainingListener listener) {
        this.recipe = recipe;
        this.folder = new PretrainingFolder(folder);
        this.options = options;
        this.device = device;
        this.listener = listener;
    }

    /**
     * Trains a model.
     *
     * @param folder where it goes: new or empty, or that of the training that is resumed
     * @return the last evaluation; empty for image files without a validation list
     * @throws BadInputException if the folder is taken, the pairs are not usable, or the loss is no number any more; the
     *     last checkpoint is kept
     */
    public static Optional<Evaluation> run(
            Recipe recipe, Path folder, PretrainingOptions options, Device device, PretrainingListener listener) {
        return new Pretraining(recipe, folder, options, device, listener).run();
    }

    private Optional<Evaluation> run() {
        folder.begin(options.resume());
        Preprocessing preprocessing =
                recipe.model().preprocessing().at(recipe.model().imageResolution());
        PairSource source = source(preprocessing);
        if (!Files.exists(folder.checkpoint())) {
            writeVocabulary(source);
            AtomicFile.write(folder.recipe(), RecipeFile.toJson(recipe));
            return train(source, Optional.empty());
        }
        try (Safetensors file = Safetensors.open(folder.checkpoint())) {
            PretrainingCheckpoint earlier = PretrainingCheckpoint.read(file);
            if (!earlier.recipe().equals(RecipeFile.toJson(recipe))) {
                throw folder.bad("was trained by another recipe; give that one (recipe.json), or another folder");
            }
            if (!earlier.fingerprint().equals(source.fingerprint())) {
                throw folder.bad("was trained on other pairs than are listed now; choose another folder");
            }
            return train(source, Optional.of(earlier));
        }
    }

    private PairSource source(Preprocessing preprocessing) {
        return switch (recipe.data()) {
            case DrawnWorld world ->
                new WorldPairs(world, preprocessing, recipe.training().batchSize());
            case ImageFilePairs _ -> throw new BadInputException("training on image files is not there yet");
        };
    }

    private void writeVocabulary(PairSource source) {
        VocabularyTrainer trainer = new VocabularyTrainer();
        source.forEachCaption(trainer::read);
        trainer.write(folder.vocabulary(), recipe.model().text().vocabularySize());
    }

    private Optional<Evaluation> train(PairSource source, Optional<PretrainingCheckpoint> earlier) {
        ClipTokenizer tokenizer = new ClipTokenizer(Vocabulary.read(folder.vocabulary()));
        ClipConfig config = config(tokenizer.vocabularySize());
        TrainedModel written = new TrainedModel(folder.path(), config.withProvenance(provenance()), recipe.weights());
        written.writeConfig();
        Recipe.Training training = recipe.training();
        TrainingSettings settings = training.recompute()
                ? TrainingSettings.everything().withRecomputation()
                : TrainingSettings.everything();
        try (Scope scope = device.openScope()) {
            Map<String, Tensor> weights = InitialWeights.of(config, training.seed(), Scope.ofGarbageCollected());
            try (ContrastiveModel model = new ContrastiveModel(
                            device, weights::get, config, settings, training.batchSize(), training.microBatch());
                    PairBatches batches = new PairBatches(
                            source,
                            tokenizer,
                            recipe,
                            earlier.map(PretrainingCheckpoint::steps).orElse(0),
                            options.threads())) {
                return new Loop(source, written, model, new TrainingStep(device, training, model, scope), earlier)
                        .run(batches);
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

    private void log(String line) {
        folder.log(line);
        listener.logged(line);
    }

    /** The steps of a training, with what is recorded of them. */
    private final class Loop {
        private final PairSource source;
        private final TrainedModel written;
        private final ContrastiveModel model;
        private final TrainingStep step;
        private final StringBuilder metrics = new StringBuilder("step,loss,learning_rate,logit_scale,gradient_norm\n");
        private final StringBuilder evaluations = new StringBuilder(Evaluation.CSV_HEADER);
        private final int steps = recipe.training().steps();
        private int done;
        private int kept;

        Loop(
                PairSource source,
                TrainedModel written,
                ContrastiveModel model,
                TrainingStep step,
                Optional<PretrainingCheckpoint> earlier) {
            this.source = source;
            this.written = written;
            this.model = model;
            this.step = step;
            earlier.ifPresent(this::restore);
        }

        private void restore(PretrainingCheckpoint earlier) {
            step.restore(earlier);
            metrics.replace(0, metrics.length(), earlier.metrics());
            evaluations.replace(0, evaluations.length(), earlier.evaluations());
            done = earlier.steps();
            kept = done;
            log("going on after step %d".formatted(done));
        }

        Optional<Evaluation> run(PairBatches batches) {
            log("%d parameters; %s for weights, gradients and optimiser, %s for the activations of a batch"
                    .formatted(
                            step.parameterCount(), megabytes(step.weightBytes()), megabytes(model.activationBytes())));
            model.open();
            Optional<Evaluation> last = Optional.empty();
            while (done < steps) {
                step(batches.next());
                if (done % options.evaluateEvery() == 0 || done == steps) {
                    last = evaluate();
                    last.ifPresent(evaluation -> evaluations.append(evaluation.toCsv()));
                }
                if (done % options.checkpointEvery() == 0 || done == steps) {
                    keep();
                }
            }
            return last.isPresent() ? last : evaluate();
        }

        private void step(PairBatch batch) {
            StepResult result = step.run(batch, done);
            if (!Double.isFinite(result.loss()) || !Double.isFinite(result.gradientNorm())) {
                throw folder.bad(diverged(result));
            }
            metrics.append("%d,%s,%s,%s,%s\n"
                    .formatted(
                            done + 1,
                            result.loss(),
                            result.learningRate(),
                            result.logitScale(),
                            result.gradientNorm()));
            done++;
            listener.stepped(done, steps, result.loss());
        }

        private String diverged(StepResult result) {
            String pictures = source.pictures(done);
            return "the loss of step %d is %s and the norm of its gradients %s%s; %s; lower learning_rate or set max_gradient_norm"
                    .formatted(
                            done + 1,
                            result.loss(),
                            result.gradientNorm(),
                            pictures.isEmpty() ? "" : ", its batch " + pictures,
                            kept == 0 ? "there is no checkpoint" : "the checkpoint of step %d is kept".formatted(kept));
        }

        private void keep() {
            written.writeWeights(device, model.state());
            folder.write(
                    new PretrainingCheckpoint(
                            RecipeFile.toJson(recipe),
                            source.fingerprint(),
                            done,
                            metrics.toString(),
                            evaluations.toString(),
                            model.state(),
                            step.state()),
                    device);
            kept = done;
        }

        /** Measures the model as others will use it: as it is stored, with the towers of inference. */
        private Optional<Evaluation> evaluate() {
            if (!(recipe.data() instanceof DrawnWorld world)) {
                return Optional.empty();
            }
            written.writeWeights(device, model.state());
            WorldEvaluation heldOut = new WorldEvaluation(world.seed() + SEED_OFFSET, world.side());
            try (Clip clip = Clip.open(folder.path(), device)) {
                Evaluation evaluation = new Evaluation(
                        done,
                        OptionalDouble.of(heldOut.zeroShot(clip, Domain.PICTURES, PICTURES_PER_CLASS)),
                        heldOut.retrieval(clip, RETRIEVAL_SETS));
                log(String.format(
                        Locale.ROOT,
                        "step %d: zero-shot top-1 %.1f %%, retrieval R@1 %.1f %% (image to text), %.1f %% (text to image)",
                        done,
                        evaluation.zeroShot().getAsDouble(),
                        evaluation.retrieval().imageToText(),
                        evaluation.retrieval().textToImage()));
                return Optional.of(evaluation);
            }
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.Clip;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import java.util.DoubleSummaryStatistics;
import java.util.Locale;
import java.util.Optional;

/** The steps of a training, with what is recorded and kept of them. */
final class PretrainingLoop {
    private final TrainingRun run;
    private final Recipe recipe;
    private final PretrainingOptions options;
    private final Device device;
    private final PretrainingFolder folder;
    private final PairSource source;
    private final HeldOut heldOut;
    private final TrainedModel written;
    private final TrainingStep step;
    private final StringBuilder metrics = new StringBuilder("step,loss,learning_rate,logit_scale,gradient_norm\n");
    private final StringBuilder evaluations = new StringBuilder(Evaluation.CSV_HEADER);
    /** Since the last line of the log. */
    private DoubleSummaryStatistics losses = new DoubleSummaryStatistics();

    private int done;
    private int kept;

    PretrainingLoop(TrainingRun run, PairSource source, HeldOut heldOut, TrainedModel written, TrainingStep step) {
        this.run = run;
        this.recipe = run.recipe();
        this.options = run.options();
        this.device = run.device();
        this.folder = run.folder();
        this.source = source;
        this.heldOut = heldOut;
        this.written = written;
        this.step = step;
    }

    /** Takes up where another process was. */
    void restore(PretrainingCheckpoint earlier) {
        step.restore(earlier);
        metrics.replace(0, metrics.length(), earlier.metrics());
        evaluations.replace(0, evaluations.length(), earlier.evaluations());
        done = earlier.steps();
        kept = done;
        run.log("going on after step %d".formatted(done));
    }

    /** Takes the steps that are left. */
    Optional<Evaluation> run(PairBatches batches) {
        int steps = recipe.training().steps();
        Optional<Evaluation> last = Optional.empty();
        while (done < steps) {
            step(next(batches));
            if (done % options.evaluateEvery() == 0 || done == steps) {
                logLoss();
                last = evaluate();
                last.ifPresent(evaluation -> evaluations.append(evaluation.toCsv()));
            }
            if (done % options.checkpointEvery() == 0 || done == steps) {
                keep();
            }
        }
        return last.isPresent() ? last : evaluate();
    }

    private void logLoss() {
        run.log(String.format(
                Locale.ROOT,
                "step %d of %d: loss %.3f, the mean of %d steps",
                done,
                recipe.training().steps(),
                losses.getAverage(),
                losses.getCount()));
        losses = new DoubleSummaryStatistics();
    }

    private PairBatch next(PairBatches batches) {
        try {
            return batches.next();
        } catch (BadInputException e) {
            throw new BadInputException("%s; %s".formatted(e.getMessage(), whatIsKept()), e);
        }
    }

    private void step(PairBatch batch) {
        StepResult result = step.run(batch, done);
        if (!Double.isFinite(result.loss()) || !Double.isFinite(result.gradientNorm())) {
            throw diverged(result);
        }
        done++;
        metrics.append("%d,%s,%s,%s,%s\n"
                .formatted(done, result.loss(), result.learningRate(), result.logitScale(), result.gradientNorm()));
        losses.accept(result.loss());
        run.listener().stepped(done, recipe.training().steps(), result.loss());
    }

    private BadInputException diverged(StepResult result) {
        String pictures = source.pictures(done);
        return folder.bad(
                "the loss of step %d is %s and the norm of its gradients %s%s; %s; lower learning_rate or set max_gradient_norm"
                        .formatted(
                                done + 1,
                                result.loss(),
                                result.gradientNorm(),
                                pictures.isEmpty() ? "" : " (%s)".formatted(pictures),
                                whatIsKept()));
    }

    private String whatIsKept() {
        return kept == 0 ? "no checkpoint is there yet" : "the checkpoint of step %d is kept".formatted(kept);
    }

    private void keep() {
        written.writeWeights(device, step.model());
        folder.write(
                new PretrainingCheckpoint(
                        RecipeFile.toJson(recipe),
                        source.fingerprint(),
                        done,
                        metrics.toString(),
                        evaluations.toString(),
                        step.model(),
                        step.state()),
                device);
        kept = done;
    }

    /** Measures the model as others will use it: as it is stored, with the towers of inference. */
    private Optional<Evaluation> evaluate() {
        written.writeWeights(device, step.model());
        try (Clip clip = Clip.open(folder.path(), device)) {
            Optional<Evaluation> evaluation = heldOut.evaluate(clip, done);
            evaluation.ifPresent(it -> run.log(words(it)));
            return evaluation;
        }
    }

    private static String words(Evaluation evaluation) {
        String zeroShot = evaluation.zeroShot().isPresent()
                ? String.format(
                        Locale.ROOT,
                        "zero-shot top-1 %.1f %%, ",
                        evaluation.zeroShot().getAsDouble())
                : "";
        return String.format(
                Locale.ROOT,
                "step %d: %sretrieval R@1 %.1f %% (image to text), %.1f %% (text to image)",
                evaluation.step(),
                zeroShot,
                evaluation.retrieval().imageToText(),
                evaluation.retrieval().textToImage());
    }
}

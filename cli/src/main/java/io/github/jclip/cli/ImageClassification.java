// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.clip.ZeroShotClassifier;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.taskres.classifier.StoredClassifier;
import io.github.jclip.taskres.method.Accuracy;
import io.github.jclip.taskres.method.Classifier;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a classifier says of image files.
 *
 * @param labels names of the classes, in the order of the logits
 * @param scorer the classifier
 * @param top how many labels are kept of each image
 */
record ImageClassification(List<String> labels, Scorer scorer, int top) {

    /** Logits of embeddings on the host, image by image. */
    @FunctionalInterface
    interface Scorer {
        double[][] logits(Tensor embeddings);
    }

    /** A label with its probability. */
    record Score(String label, double probability, double logit) {}

    /** An image with its labels, the most probable first. */
    record Prediction(String file, List<Score> labels) {
        Score best() {
            return labels.getFirst();
        }
    }

    /**
     * A tuned classifier.
     *
     * @param scope owner of its tensors
     * @throws io.github.jclip.tensor.BadInputException if it was tuned on embeddings of another model
     */
    static Scorer tuned(StoredClassifier tuned, Clip clip, Device device, Scope scope) {
        tuned.requireFits(
                clip.config().embeddingDim(),
                KnownArchitecture.of(clip.config()).map(KnownArchitecture::name));
        Classifier classifier = tuned.restore(device, scope);
        return embeddings -> Accuracy.logits(device, classifier, embeddings);
    }

    /** Classifies images in their order, without those that were skipped. */
    List<Prediction> of(Clip clip, ImageBatches images, Progress progress) {
        List<Prediction> predictions = new ArrayList<>();
        clip.encodeImages(images, (files, _, embeddings) -> {
            predictions.addAll(predictions(files, embeddings));
            progress.advance(files.size());
        });
        return predictions;
    }

    private List<Prediction> predictions(List<Path> files, Tensor embeddings) {
        double[][] logits = scorer.logits(embeddings);
        double[][] probabilities = ZeroShotClassifier.softmax(logits);
        return IntStream.range(0, files.size())
                .mapToObj(i -> new Prediction(files.get(i).toString(), best(probabilities[i], logits[i])))
                .toList();
    }

    private List<Score> best(double[] probabilities, double[] logits) {
        return IntStream.range(0, labels.size())
                .mapToObj(k -> new Score(labels.get(k), probabilities[k], logits[k]))
                .sorted(Comparator.comparingDouble(Score::probability).reversed())
                .limit(top)
                .toList();
    }
}

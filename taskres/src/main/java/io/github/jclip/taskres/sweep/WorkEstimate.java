// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.sweep;

import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.method.ClipAdapter;
import io.github.jclip.taskres.method.EnhancedBase;
import io.github.jclip.taskres.method.LinearProbe;
import io.github.jclip.taskres.method.Method;
import io.github.jclip.taskres.method.TaskRes;
import io.github.jclip.taskres.method.TipAdapter;
import io.github.jclip.taskres.method.TipAdapterF;
import io.github.jclip.taskres.method.ZeroShot;

/**
 * Roughly how many multiply-adds a job takes, to share a plan out and to tell how much is left. The constants fit the
 * times of jobs on 100 classes with 1 to 16 shots, so that they also stand for what is not arithmetic.
 */
final class WorkEstimate {
    private static final double WHOLE_RUN = 2e8;
    private static final double FORWARD_AND_BACKWARD = 3;
    private static final double STEP = 2e5;
    private static final double PROBE_PASSES = 350;
    private static final double AFFINITY = 25;
    private static final double CANDIDATE = 48;

    private WorkEstimate() {}

    static double of(Method method, FeaturesFile features, int shots) {
        double classes = features.classes().size();
        double embedding = features.text().dim(1);
        double images = shots == 0 ? features.trainCount() : shots * classes;
        double selection = classes * Math.min(shots == 0 ? images / classes : shots, 4);
        double logits = images * classes * embedding;
        double affinities = images * images * embedding;
        return WHOLE_RUN
                + switch (method) {
                    case ZeroShot _ -> 0;
                    case LinearProbe probe ->
                        FORWARD_AND_BACKWARD * logits * Math.min(probe.maxIterations(), PROBE_PASSES);
                    case TipAdapter cache ->
                        search(cache.search(), cache.betaSteps(), cache.alphaSteps(), selection, images, classes);
                    case TipAdapterF cache ->
                        training(cache.epochs(), images, cache.batchSize(), affinities + logits)
                                + search(
                                        cache.search(),
                                        cache.betaSteps(),
                                        cache.alphaSteps(),
                                        selection,
                                        images,
                                        classes);
                    case ClipAdapter adapter ->
                        training(
                                adapter.epochs(),
                                images,
                                adapter.batchSize(),
                                logits + 2 * images * embedding * embedding / adapter.reduction());
                    case EnhancedBase base ->
                        training(base.epochs(), images, base.batchSize(), logits + classes * embedding * embedding);
                    case TaskRes residual -> training(residual.epochs(), images, residual.batchSize(), logits);
                };
    }

    private static double training(int epochs, double images, int batchSize, double forward) {
        return epochs * (FORWARD_AND_BACKWARD * forward + STEP * Math.ceil(images / batchSize));
    }

    private static double search(
            boolean search, int betaSteps, int alphaSteps, double selection, double images, double classes) {
        return search ? selection * betaSteps * (AFFINITY * images + CANDIDATE * alphaSteps * classes) : 0;
    }
}

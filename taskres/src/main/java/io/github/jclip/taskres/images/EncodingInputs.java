// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import io.github.jclip.taskres.data.Sample;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.io.FileHash;
import java.nio.file.Path;
import java.util.List;

/** A hash of everything that embeddings depend on: the model's files, every image's bytes, prompts, views. */
public final class EncodingInputs {
    private static final String VERSION = "jclip embeddings 3";

    private final Fingerprint fingerprint = new Fingerprint();

    private EncodingInputs() {}

    /**
     * The hash.
     *
     * @param model folder of the model
     * @param precision of the towers
     * @throws io.github.jclip.tensor.BadInputException if a file cannot be read
     */
    public static String hash(Path model, EncodingRequest request, Precision precision) {
        EncodingInputs inputs = new EncodingInputs();
        inputs.add(VERSION);
        inputs.fingerprint.addFolder(model);
        inputs.add(precision.name());
        inputs.add(request.dataset().name());
        request.dataset().classes().forEach(inputs::add);
        inputs.add(String.valueOf(request.dataset().templates()));
        inputs.add("%s %s %s".formatted(request.trainingSet(), request.underscores(), request.normalize()));
        inputs.add(request.views() == 0 ? "no views" : "%d views, seed %d".formatted(request.views(), request.seed()));
        inputs.addImages(request, request.dataset().train());
        inputs.addImages(request, request.dataset().val());
        inputs.addImages(request, request.dataset().test());
        return inputs.fingerprint.hex();
    }

    private void add(String text) {
        fingerprint.add(text);
    }

    private void addImages(EncodingRequest request, List<Sample> samples) {
        add(samples.size() + " images");
        samples.parallelStream()
                .map(sample -> "%s %d %s"
                        .formatted(
                                sample.path(),
                                sample.label(),
                                FileHash.sha256(request.dataset().file(sample))))
                .toList()
                .forEach(this::add);
    }
}

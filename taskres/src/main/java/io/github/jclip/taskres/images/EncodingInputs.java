// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import io.github.jclip.taskres.data.Sample;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.io.FileErrors;
import io.github.jclip.tensor.io.FileHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A hash of everything that embeddings depend on: the model's files, every image's bytes, prompts, views. */
public final class EncodingInputs {
    private static final String VERSION = "jclip embeddings 3";

    private final MessageDigest digest;

    private EncodingInputs() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

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
        inputs.addFolder(model);
        inputs.add(precision.name());
        inputs.add(request.dataset().name());
        request.dataset().classes().forEach(inputs::add);
        inputs.add(String.valueOf(request.dataset().templates()));
        inputs.add("%s %s %s".formatted(request.trainingSet(), request.underscores(), request.normalize()));
        inputs.add(request.views() == 0 ? "no views" : "%d views, seed %d".formatted(request.views(), request.seed()));
        inputs.addImages(request, request.dataset().train());
        inputs.addImages(request, request.dataset().val());
        inputs.addImages(request, request.dataset().test());
        return HexFormat.of().formatHex(inputs.digest.digest());
    }

    private void add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private void addFolder(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(Files::isRegularFile).sorted().toList();
            for (Path file : files) {
                add(file.getFileName() + " " + FileHash.sha256(file));
            }
        } catch (IOException e) {
            throw FileErrors.reading(folder, e);
        }
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

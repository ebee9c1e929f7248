// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.tower.TextEncoder;
import io.github.jclip.taskres.data.Dataset;
import io.github.jclip.taskres.data.Sample;
import io.github.jclip.taskres.data.Sampling;
import io.github.jclip.taskres.features.ClassTexts;
import io.github.jclip.taskres.features.ClassTexts.Underscores;
import io.github.jclip.taskres.features.SampleFiles;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Makes a features file of a data set: image embeddings with labels and paths, class embeddings from its prompts. */
final class DatasetEncoder {
    private final Clip clip;
    private final Dataset dataset;
    private final Optional<Sampling> sampling;
    private final boolean normalize;
    private final ImageOptions imageOptions;
    private final OutputOptions output;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private int skipped;

    DatasetEncoder(
            Clip clip,
            Dataset dataset,
            Optional<Sampling> sampling,
            boolean normalize,
            ImageOptions imageOptions,
            OutputOptions output) {
        this.clip = clip;
        this.dataset = dataset;
        this.sampling = sampling;
        this.normalize = normalize;
        this.imageOptions = imageOptions;
        this.output = output;
    }

    /** The JSON result; images by the name of their tensor. */
    record Result(
            String out,
            String dataset,
            int classes,
            Map<String, Integer> images,
            int embeddingDim,
            int skipped,
            double seconds) {}

    Result encode(Underscores underscores, Path target, long startNanos) {
        try (Scope scope = Scope.ofHost()) {
            addTexts(underscores, scope);
            addImages(trainingSet(), dataset.train(), scope);
            addImages("test", dataset.test(), scope);
            if (dataset.val().equals(dataset.test())) {
                repeatTestAsVal();
            } else {
                addImages("val", dataset.val(), scope);
            }
            SafetensorsWriter.write(target, tensors, metadata(underscores));
        }
        return new Result(
                target.toString(),
                dataset.name(),
                dataset.classes().size(),
                counts,
                clip.config().embeddingDim(),
                skipped,
                (System.nanoTime() - startNanos) / 1e9);
    }

    private String trainingSet() {
        return sampling.filter(list -> list.shots() > 0)
                .map(list -> "train_%dshot".formatted(list.shots()))
                .orElse("train");
    }

    private void addTexts(Underscores underscores, Scope scope) {
        ClassTexts texts = new ClassTexts(clip::encodeTexts, dataset.classes());
        tensors.put("text", texts.baseClassifier(dataset.templates().base(), underscores, scope));
        addHidden(underscores, scope);
        tensors.put("text_zero_shot", texts.zeroShot(List.of(dataset.templates().single()), scope));
        tensors.put("text_ensemble", texts.zeroShot(dataset.templates().ensemble(), scope));
    }

    /** What the class embeddings are the projection of, for tuning that projection: the tower before its last layer. */
    private void addHidden(Underscores underscores, Scope scope) {
        Tensor projection = clip.textProjection();
        int width = projection.dim(0);
        Tensor identity = scope.allocate(DType.F32, width, width);
        for (int i = 0; i < width; i++) {
            identity.set(1, i, i);
        }
        try (TextEncoder tower = clip.textEncoder(identity)) {
            ClassTexts texts = new ClassTexts(
                    (prompts, own) -> clip.encodeTexts(tower, prompts, own), dataset.classes());
            tensors.put("text_hidden", texts.baseClassifier(dataset.templates().base(), underscores, scope));
        }
        tensors.put("text_projection", projection.copyTo(scope, DType.F32));
    }

    private void addImages(String name, List<Sample> samples, Scope scope) {
        if (samples.isEmpty()) {
            return;
        }
        List<Path> files = samples.stream().map(dataset::file).toList();
        Tensor all = scope.allocate(DType.F32, files.size(), clip.config().embeddingDim());
        List<Sample> done = new ArrayList<>(files.size());
        try (ImageBatches batches = imageOptions.open(clip, files, output);
                Progress progress = output.progress(name, files.size())) {
            while (batches.next()) {
                int[] positions = batches.positions();
                try (Scope batch = Scope.ofHost()) {
                    all.slice(0, done.size(), done.size() + positions.length)
                            .copyFrom(clip.encodeImages(batches.images(), batch));
                }
                for (int position : positions) {
                    done.add(samples.get(position));
                }
                progress.advance(positions.length);
            }
        }
        if (done.isEmpty()) {
            throw new BadInputException(
                    "%s: none of the %d images of %s could be read".formatted(dataset.name(), files.size(), name));
        }
        skipped += files.size() - done.size();
        put(name, all.slice(0, 0, done.size()), done, scope);
    }

    private void put(String name, Tensor embeddings, List<Sample> samples, Scope scope) {
        if (normalize) {
            // Embeddings lie on the host, and this is nothing beside the tower's work.
            new L2Normalize(embeddings, embeddings).reference();
        }
        int[] labels = samples.stream().mapToInt(Sample::label).toArray();
        tensors.put(name, embeddings);
        tensors.put(name + "_labels", Tensor.ofInts(scope, labels, labels.length));
        tensors.put(
                name + SampleFiles.SUFFIX,
                SampleFiles.tensor(samples.stream().map(Sample::path).toList(), scope));
        counts.put(name, labels.length);
    }

    private void repeatTestAsVal() {
        for (String suffix : List.of("", "_labels", SampleFiles.SUFFIX)) {
            tensors.put("val" + suffix, tensors.get("test" + suffix));
        }
        counts.put("val", counts.get("test"));
    }

    private Map<String, String> metadata(Underscores underscores) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("dataset", dataset.name());
        metadata.put("classes", json(dataset.classes()));
        metadata.put("templates", json(dataset.templates().base()));
        metadata.put("underscores", underscores.name().toLowerCase(Locale.ROOT));
        metadata.put("images", dataset.images().toAbsolutePath().normalize().toString());
        sampling.ifPresent(list -> {
            metadata.put("shots", Integer.toString(list.shots()));
            metadata.put("seed", Long.toString(list.seed()));
            metadata.put("subset", list.subset().name().toLowerCase(Locale.ROOT));
        });
        metadata.put(
                "backbone",
                KnownArchitecture.of(clip.config()).map(KnownArchitecture::name).orElse("unnamed"));
        metadata.put("precision", clip.computeType().name());
        metadata.put("logit_scale", Double.toString(clip.logitScale()));
        metadata.put("normalized", Boolean.toString(normalize));
        metadata.put("source", "jclip encode");
        return metadata;
    }

    private static String json(List<String> texts) {
        return JsonMapper.shared().writeValueAsString(texts);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.clip.tower.TextEncoder;
import io.github.jclip.taskres.data.Dataset;
import io.github.jclip.taskres.data.Sample;
import io.github.jclip.taskres.features.ClassTexts;
import io.github.jclip.taskres.features.SampleFiles;
import io.github.jclip.taskres.features.Views;
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
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes a features file of a data set: image embeddings with labels and paths, class embeddings from its prompts, perhaps
 * augmented views of the training images. Images become RGB before they are resized, as Dassl has it.
 */
public final class DatasetEncoder {
    private static final int VIEWS_AT_ONCE = 32;

    private final Clip clip;
    private final EncodingRequest request;
    private final Dataset dataset;
    private final ImageReading reading;
    private final EncodingListener listener;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private int skipped;

    private DatasetEncoder(Clip clip, EncodingRequest request, ImageReading reading, EncodingListener listener) {
        this.clip = clip;
        this.request = request;
        this.dataset = request.dataset();
        this.reading = reading;
        this.listener = listener;
    }

    /**
     * What was embedded.
     *
     * @param images by the name of their tensor
     * @param skipped images that could not be read
     */
    public record Encoded(Map<String, Integer> images, int skipped) {}

    /**
     * Makes the file.
     *
     * @param extra metadata beside what the file says of itself
     * @throws BadInputException if an image cannot be read and may not be left out, or the file cannot be written
     */
    public static Encoded encode(
            Clip clip,
            EncodingRequest request,
            ImageReading reading,
            EncodingListener listener,
            Path target,
            Map<String, String> extra) {
        return new DatasetEncoder(clip, request, reading, listener).encode(target, extra);
    }

    private Encoded encode(Path target, Map<String, String> extra) {
        try (Scope scope = Scope.ofHost()) {
            addTexts(scope);
            List<Sample> trained = addImages(request.trainingSet(), dataset.train(), scope);
            if (request.views() > 0) {
                addViews(trained, scope);
            }
            addImages("test", dataset.test(), scope);
            if (dataset.val().equals(dataset.test())) {
                repeatTestAsVal();
            } else {
                addImages("val", dataset.val(), scope);
            }
            Map<String, String> metadata = metadata();
            metadata.putAll(extra);
            SafetensorsWriter.write(target, tensors, metadata);
        }
        return new Encoded(counts, skipped);
    }

    private void addTexts(Scope scope) {
        ClassTexts texts = new ClassTexts(clip::encodeTexts, dataset.classes());
        tensors.put("text", texts.baseClassifier(dataset.templates().base(), request.underscores(), scope));
        addHidden(scope);
        tensors.put("text_zero_shot", texts.zeroShot(List.of(dataset.templates().single()), scope));
        tensors.put("text_ensemble", texts.zeroShot(dataset.templates().ensemble(), scope));
    }

    /** What the class embeddings are the projection of, for tuning that projection: the tower before its last layer. */
    private void addHidden(Scope scope) {
        Tensor projection = clip.textProjection();
        int width = projection.dim(0);
        Tensor identity = scope.allocate(DType.F32, width, width);
        for (int i = 0; i < width; i++) {
            identity.set(1, i, i);
        }
        try (TextEncoder tower = clip.textEncoder(identity)) {
            ClassTexts texts =
                    new ClassTexts((prompts, own) -> clip.encodeTexts(tower, prompts, own), dataset.classes());
            tensors.put("text_hidden", texts.baseClassifier(dataset.templates().base(), request.underscores(), scope));
        }
        tensors.put("text_projection", projection.copyTo(scope, DType.F32));
    }

    /** The samples whose images could be read. */
    private List<Sample> addImages(String name, List<Sample> samples, Scope scope) {
        List<Sample> done = new ArrayList<>(samples.size());
        if (samples.isEmpty()) {
            return done;
        }
        List<Path> files = samples.stream().map(dataset::file).toList();
        Tensor all = scope.allocate(DType.F32, files.size(), clip.config().embeddingDim());
        Preprocessing preprocessing = clip.preprocessing().with(Preprocessing.Order.DASSL);
        try (ImageBatches batches = ImageBatches.open(
                        files,
                        preprocessing,
                        reading.batchSize(),
                        reading.threads(),
                        reading.policy(),
                        reading.skipped());
                EncodingListener.Counter counter = listener.begin(name, files.size())) {
            clip.encodeImages(batches, (_, positions, embeddings) -> {
                all.slice(0, done.size(), done.size() + positions.length).copyFrom(embeddings);
                for (int position : positions) {
                    done.add(samples.get(position));
                }
                counter.advance(positions.length);
            });
        }
        if (done.isEmpty()) {
            throw new BadInputException(
                    "%s: none of the %d images of %s could be read".formatted(dataset.name(), files.size(), name));
        }
        skipped += files.size() - done.size();
        put(name, all.slice(0, 0, done.size()), done, scope);
        return done;
    }

    private void put(String name, Tensor embeddings, List<Sample> samples, Scope scope) {
        normalise(embeddings);
        int[] labels = samples.stream().mapToInt(Sample::label).toArray();
        tensors.put(name, embeddings);
        tensors.put(name + "_labels", Tensor.ofInts(scope, labels, labels.length));
        tensors.put(
                name + SampleFiles.SUFFIX,
                SampleFiles.tensor(samples.stream().map(Sample::path).toList(), scope));
        counts.put(name, labels.length);
    }

    private void normalise(Tensor embeddings) {
        if (request.normalize()) {
            // Embeddings lie on the host, and this is nothing beside the tower's work.
            new L2Normalize(embeddings, embeddings).reference();
        }
    }

    /** View v is what epoch v of a training with fresh views sees. */
    private void addViews(List<Sample> samples, Scope scope) {
        List<Path> files = samples.stream().map(dataset::file).toList();
        Views fresh = FreshViews.of(clip, files, request.seed(), ImageMemory.bytes(), reading);
        int count = files.size();
        Tensor all =
                scope.allocate(DType.F32, request.views(), count, clip.config().embeddingDim());
        int[] order = IntStream.range(0, count).toArray();
        String name = request.trainingSet() + "_views";
        try (EncodingListener.Counter counter = listener.begin(name, (long) request.views() * count)) {
            for (int view = 0; view < request.views(); view++) {
                Tensor target = all.select(0, view);
                try (Views.Batches batches = fresh.epoch(view, order, 0)) {
                    for (int from = 0; from < count; from += VIEWS_AT_ONCE) {
                        int to = Math.min(count, from + VIEWS_AT_ONCE);
                        batches.next(target.slice(0, from, to));
                        counter.advance(to - from);
                    }
                }
                normalise(target);
            }
        }
        tensors.put(name, all);
        counts.put(name, request.views() * count);
    }

    private void repeatTestAsVal() {
        for (String suffix : List.of("", "_labels", SampleFiles.SUFFIX)) {
            tensors.put("val" + suffix, tensors.get("test" + suffix));
        }
        counts.put("val", counts.get("test"));
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("dataset", dataset.name());
        metadata.put("classes", json(dataset.classes()));
        metadata.put("templates", json(dataset.templates().base()));
        metadata.put("underscores", request.underscores().name().toLowerCase(Locale.ROOT));
        metadata.put("images", dataset.images().toAbsolutePath().normalize().toString());
        request.sampling().ifPresent(list -> {
            metadata.put("shots", Integer.toString(list.shots()));
            metadata.put("seed", Long.toString(list.seed()));
            metadata.put("subset", list.subset().name().toLowerCase(Locale.ROOT));
        });
        if (request.views() > 0) {
            metadata.put("views", "random resized crop, flip; seed " + request.seed());
        }
        metadata.put(
                "backbone",
                KnownArchitecture.of(clip.config()).map(KnownArchitecture::name).orElse("unnamed"));
        metadata.put("precision", clip.precision());
        metadata.put("logit_scale", Double.toString(clip.logitScale()));
        metadata.put("normalized", Boolean.toString(request.normalize()));
        metadata.put("source", "jclip encode");
        return metadata;
    }

    private static String json(List<String> texts) {
        return JsonMapper.shared().writeValueAsString(texts);
    }
}

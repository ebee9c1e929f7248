// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.EncodingTimes;
import io.github.jclip.clip.KnownArchitecture;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes a features file of a data set: image embeddings with labels and paths, class embeddings from its prompts, perhaps
 * augmented views of the training images. Images become RGB before they are resized, as Dassl has it.
 */
public final class DatasetEncoder {
    private static final int VIEWS_AT_ONCE = 32;
    private static final double NANOS = 1e9;

    private final Clip clip;
    private final EncodingRequest request;
    private final Dataset dataset;
    private final Supplier<ImageReading> reading;
    private ImageReading chosenReading;
    private UnfinishedEmbeddings unfinished;
    private final EncodingListener listener;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private EncodingTimes times = EncodingTimes.none();
    private int skipped;

    private DatasetEncoder(
            Clip clip, EncodingRequest request, Supplier<ImageReading> reading, EncodingListener listener) {
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
     * @param times where the time of embedding images went, but for augmented views
     * @param writeSeconds that the file has taken at the end
     */
    public record Encoded(Map<String, Integer> images, int skipped, EncodingTimes times, double writeSeconds) {}

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
        return new DatasetEncoder(clip, request, () -> reading, listener).encode(target, Restart.OFF, "", extra);
    }

    /**
     * Makes the file, or goes on with it.
     *
     * @param reading asked for when texts are embedded, or at once where that is gone on with
     * @param jclip version of it
     * @throws BadInputException as {@link #encode}, and if what is unfinished cannot be gone on with
     */
    public static Encoded encode(
            Clip clip,
            EncodingRequest request,
            Supplier<ImageReading> reading,
            EncodingListener listener,
            Path target,
            Restart restart,
            String jclip) {
        return new DatasetEncoder(clip, request, reading, listener).encode(target, restart, jclip, Map.of());
    }

    private Encoded encode(Path target, Restart restart, String jclip, Map<String, String> extra) {
        try (Scope scope = Scope.ofHost();
                UnfinishedEmbeddings opened = UnfinishedEmbeddings.open(target, restart, () -> identity(jclip))) {
            unfinished = opened;
            try {
                addAll(scope);
            } catch (BadInputException e) {
                throw new BadInputException(e.getMessage() + opened.kept(), e);
            }
            Map<String, String> metadata = metadata();
            metadata.putAll(extra);
            long start = System.nanoTime();
            SafetensorsWriter.write(target, tensors, metadata);
            double writeSeconds = (System.nanoTime() - start) / NANOS;
            opened.remove();
            return new Encoded(counts, skipped, times, writeSeconds);
        }
    }

    private Map<String, String> identity(String jclip) {
        Map<String, List<Path>> sets = new LinkedHashMap<>();
        sets.put(request.trainingSet(), files(dataset.train()));
        sets.put("test", files(dataset.test()));
        sets.put("val", files(dataset.val()));
        Map<String, String> identity =
                EncodingIdentity.of(jclip, clip, reading().batchSize(), request.normalize(), sets);
        identity.put("views", request.views() == 0 ? "none" : "%d, seed %d".formatted(request.views(), request.seed()));
        return identity;
    }

    private ImageReading reading() {
        if (chosenReading == null) {
            chosenReading = reading.get();
        }
        return chosenReading;
    }

    private List<Path> files(List<Sample> samples) {
        return samples.stream().map(dataset::file).toList();
    }

    private void addAll(Scope scope) {
        addTexts(scope);
        List<Sample> trained = addImages(request.trainingSet(), dataset.train(), scope);
        if (request.views() > 0) {
            addViews(trained);
        }
        addImages("test", dataset.test(), scope);
        if (dataset.val().equals(dataset.test())) {
            repeatTestAsVal();
        } else {
            addImages("val", dataset.val(), scope);
        }
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
        if (samples.isEmpty()) {
            return List.of();
        }
        List<Path> files = files(samples);
        EmbeddedSet set = unfinished.set(name, clip.config().embeddingDim());
        Preprocessing preprocessing = clip.preprocessing().with(Preprocessing.Order.DASSL);
        try (EncodingListener.Counter counter = listener.begin(name, files.size() - set.files())) {
            times = times.plus(
                    new FileEmbedding(clip, preprocessing, reading(), request.normalize()).embed(files, set, counter));
        }
        List<Sample> done =
                Arrays.stream(set.positions()).mapToObj(samples::get).toList();
        if (done.isEmpty()) {
            throw new BadInputException(
                    "%s: none of the %d images of %s could be read".formatted(dataset.name(), files.size(), name));
        }
        skipped += files.size() - done.size();
        put(name, set.embeddings(), done, scope);
        return done;
    }

    private void put(String name, Tensor embeddings, List<Sample> samples, Scope scope) {
        int[] labels = samples.stream().mapToInt(Sample::label).toArray();
        tensors.put(name, embeddings);
        tensors.put(name + "_labels", Tensor.ofInts(scope, labels, labels.length));
        tensors.put(
                name + SampleFiles.SUFFIX,
                SampleFiles.tensor(samples.stream().map(Sample::path).toList(), scope));
        counts.put(name, labels.length);
    }

    /** View v is what epoch v of a training with fresh views sees. */
    private void addViews(List<Sample> samples) {
        Views fresh = FreshViews.of(clip, files(samples), request.seed(), ImageMemory.bytes(), reading());
        int count = samples.size();
        int total = Math.multiplyExact(request.views(), count);
        int[] order = IntStream.range(0, count).toArray();
        String name = request.trainingSet() + "_views";
        EmbeddedSet set = unfinished.set(name, clip.config().embeddingDim());
        try (Scope scope = Scope.ofHost();
                EncodingListener.Counter counter = listener.begin(name, (long) total - set.files())) {
            Tensor some = scope.allocate(DType.F32, VIEWS_AT_ONCE, fresh.embeddingDim());
            while (set.files() < total) {
                int view = set.files() / count;
                try (Views.Batches batches = fresh.epoch(view, order, set.files() % count)) {
                    addRest(batches, some, set, (view + 1) * count, counter);
                }
            }
        }
        tensors.put(name, set.embeddings().reshape(request.views(), count, fresh.embeddingDim()));
        counts.put(name, total);
    }

    private void addRest(
            Views.Batches batches, Tensor some, EmbeddedSet set, int end, EncodingListener.Counter counter) {
        while (set.files() < end) {
            int from = set.files();
            int to = Math.min(end, from + VIEWS_AT_ONCE);
            Tensor views = some.slice(0, 0, to - from);
            batches.next(views);
            if (request.normalize()) {
                new L2Normalize(views, views).reference();
            }
            set.add(IntStream.range(from, to).toArray(), views, to);
            counter.advance(to - from);
        }
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

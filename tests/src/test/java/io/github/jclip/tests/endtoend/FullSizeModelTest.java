// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.convert.check.OpenAiPrecision;
import io.github.jclip.convert.check.TorchArchiveWriter;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Devices;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import io.github.jclip.tensor.safetensors.TensorSource;
import io.github.jclip.tests.golden.Golden;
import io.github.jclip.tests.support.DirectTowers;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.Photos;
import io.github.jclip.tests.support.StandaloneJar;
import io.github.jclip.tests.support.TinyModel;
import io.github.jclip.tests.support.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Models of OpenAI's sizes with formula weights go through the standalone jar as a user's would: {@code convert} in a
 * small heap, {@code verify}, {@code classify}. What comes out is held against the towers fed from the same weights in
 * memory. The vocabulary is OpenAI's where it is at hand, else the project's own with a token embedding to match.
 */
@ParameterizedClass
@CsvSource({"ViT-B/32, SAFETENSORS", "ViT-B/32, OPENAI_ARCHIVE", "RN50, SAFETENSORS", "RN50, OPENAI_ARCHIVE"})
record FullSizeModelTest(String architecture, Storage storage) {

    /** How the checkpoint is stored. */
    enum Storage {
        /** Everything in F32. */
        SAFETENSORS,
        /** TorchScript with OpenAI's mixture of F16 and F32. */
        OPENAI_ARCHIVE
    }

    private static final String OPENAI_VOCABULARY = "clip/bpe_simple_vocab_16e6.txt.gz";
    private static final String CALTECH = "data/images/caltech101_48/test";

    /** The photos that the test draws come first. */
    private static final int DRAWN = 4;

    private static final List<String> LABELS = List.of("leopard", "accordion", "airplane", "ant", "a red ball");
    private static final double LOGIT_SCALE = 100;

    /** A class embedding is normalised in double and then rounded to F32 once. */
    private static final double ROUNDED_ONCE = LOGIT_SCALE * 2 * 0x1p-24;

    @TempDir
    private static Path folder;

    private static final Map<String, Value> EXACT_LOGITS = new HashMap<>();

    private static Scope scope;
    private static Map<String, Tensor> exact;
    private static Map<String, Tensor> stored;
    private static ClipConfig config;
    private static Path vocabulary;
    private static Path model;
    private static List<Path> photos;
    private static JsonNode conversion;
    private static JsonNode classification;
    private static Value expectedLogits;

    @BeforeAll
    static void gatherPhotos() throws IOException {
        StandaloneJar.assumeUpToDate();
        photos = new ArrayList<>(Photos.draw(folder));
        Optional<Path> caltech = Golden.sharedIfPresent(CALTECH);
        if (caltech.isPresent()) {
            for (String name : List.of("Leopards", "accordion", "airplanes", "ant")) {
                try (Stream<Path> images = Files.list(caltech.get().resolve(name))) {
                    photos.add(images.sorted().findFirst().orElseThrow());
                }
            }
        }
    }

    @BeforeParameterizedClassInvocation
    static void convertAndClassify(String architecture, Storage storage) throws IOException, InterruptedException {
        scope = Scope.ofHost();
        vocabulary = Golden.sharedIfPresent(OPENAI_VOCABULARY).orElse(TinyModel.VOCABULARY);
        config = withVocabulary(
                KnownArchitecture.named(architecture).orElseThrow().config());
        exact = FormulaWeights.of(config, "", scope);
        stored = storage == Storage.SAFETENSORS ? exact : inOpenAiPrecision(exact);
        model = folder.resolve("model");
        conversion = convert(writeCheckpoint(storage));
        classification = classify().get("images");
        expectedLogits = logits(stored);
        if (storage == Storage.SAFETENSORS) {
            EXACT_LOGITS.put(architecture, expectedLogits);
        }
    }

    private static Path writeCheckpoint(Storage storage) throws IOException {
        Path checkpoint = folder.resolve("checkpoint");
        switch (storage) {
            case SAFETENSORS -> SafetensorsWriter.write(checkpoint, stored, Map.of());
            case OPENAI_ARCHIVE -> TorchArchiveWriter.writeScript(checkpoint, withCounters(stored));
        }
        return checkpoint;
    }

    private static JsonNode convert(Path checkpoint) throws IOException, InterruptedException {
        List<String> smallHeap = new ArrayList<>(StandaloneJar.FLAGS);
        smallHeap.add("-Xmx512m");
        Finished finished = Finished.run(StandaloneJar.process(
                StandaloneJar.JAVA_HOME,
                smallHeap,
                "convert",
                checkpoint.toString(),
                "--out",
                model.toString(),
                "--vocab",
                vocabulary.toString(),
                "--json"));
        Files.delete(checkpoint);
        return resultOf(finished);
    }

    private static JsonNode classify() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "classify",
                "--model",
                model.toString(),
                "--labels",
                String.join(",", LABELS),
                "--top",
                String.valueOf(LABELS.size()),
                "--json"));
        photos.forEach(photo -> command.add(photo.toString()));
        return resultOf(StandaloneJar.run(command.toArray(String[]::new)));
    }

    private static JsonNode resultOf(Finished finished) {
        assertEquals(0, finished.exitCode(), finished.err());
        assertEquals(List.of(), finished.complaints());
        return JsonMapper.shared().readTree(finished.out());
    }

    @AfterParameterizedClassInvocation
    static void delete() throws IOException {
        scope.close();
        if (Files.exists(model)) {
            try (Stream<Path> files = Files.list(model)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(model);
        }
    }

    private static ClipConfig withVocabulary(ClipConfig known) {
        TextConfig text = known.text();
        int vocabularySize = ClipTokenizer.read(vocabulary).vocabularySize();
        return new ClipConfig(
                known.embeddingDim(),
                known.imageResolution(),
                known.vision(),
                new TextConfig(text.contextLength(), vocabularySize, text.width(), text.heads(), text.layers()),
                known.activation(),
                known.layerNormEpsilon(),
                known.preprocessing(),
                known.provenance());
    }

    private static Map<String, Tensor> inOpenAiPrecision(Map<String, Tensor> weights) {
        Map<String, Tensor> mixed = new LinkedHashMap<>();
        weights.forEach((name, tensor) ->
                mixed.put(name, OpenAiPrecision.of(name) == DType.F16 ? tensor.copyTo(scope, DType.F16) : tensor));
        return mixed;
    }

    /** Archives of ResNets also hold the steps that each batch norm has seen, which inference does not need. */
    private static List<TensorSource> withCounters(Map<String, Tensor> weights) {
        List<TensorSource> sources = new ArrayList<>();
        weights.forEach((name, tensor) -> {
            sources.add(TensorSource.of(name, tensor));
            if (name.endsWith("running_var")) {
                String counter = name.replace("running_var", "num_batches_tracked");
                sources.add(TensorSource.of(counter, scope.allocate(DType.I64, Shape.of())));
            }
        });
        return sources;
    }

    @Test
    void isRecognised() {
        boolean knownSizes = KnownArchitecture.of(config).isPresent();
        assertEquals(
                knownSizes ? architecture : "CLIP of its own size",
                conversion.get("architecture").asString());
        assertEquals(exact.size(), conversion.get("tensors").asInt());
        assertEquals(
                stored.values().stream().mapToLong(Tensor::byteSize).sum(),
                conversion.get("bytes").asLong());
    }

    @Test
    void passesVerification() throws IOException, InterruptedException {
        JsonNode result = resultOf(StandaloneJar.run("verify", model.toString(), "--json"));
        assertTrue(result.get("ok").asBoolean());
        for (String check : List.of("shapes", "weights", "tokenizer", "image tower", "text tower")) {
            assertTrue(
                    result.get("checks")
                            .valueStream()
                            .anyMatch(c -> c.get("check").asString().equals(check)
                                    && c.get("outcome").asString().equals("PASSED")),
                    () -> check + " in " + result);
        }
    }

    @Test
    void classifiesDrawnPhotos() {
        classifies(0, DRAWN);
    }

    @Test
    void classifiesPhotosOfCaltech() {
        Golden.shared(CALTECH);
        classifies(DRAWN, photos.size());
    }

    private static void classifies(int from, int to) {
        assertEquals(
                photos.subList(from, to).stream().map(Path::toString).toList(),
                classification
                        .valueStream()
                        .map(image -> image.get("file").asString())
                        .toList()
                        .subList(from, to));
        rows(expectedLogits, from, to).assertClose(rows(byLabel("logit"), from, to), ROUNDED_ONCE);
        rows(softmax(expectedLogits), from, to).assertClose(rows(byLabel("probability"), from, to), 2 * ROUNDED_ONCE);
    }

    private static Value rows(Value matrix, int from, int to) {
        int width = matrix.shape().dim(1);
        return new Value(Shape.of(to - from, width), Arrays.copyOfRange(matrix.elements(), from * width, to * width));
    }

    @Test
    void roundingTheWeightsMattersLittle() {
        Value exactLogits = EXACT_LOGITS.computeIfAbsent(architecture, _ -> logits(exact));
        exactLogits.assertClose(byLabel("logit"), roundedWeights());
    }

    /**
     * F16 moves each weight by up to 2⁻¹¹ of itself, independently of the others; so each matrix on the way moves the
     * embedding by less than that, and N of them by less than √N times as much. Both towers have fewer than 64. The
     * movement has no direction, so that a cosine sees 1/√E of it.
     */
    private static double roundedWeights() {
        return LOGIT_SCALE * 2 * Math.sqrt(64) * 0x1p-11 / Math.sqrt(config.embeddingDim());
    }

    private static Value logits(Map<String, Tensor> weights) {
        List<String> prompts =
                LABELS.stream().map("a photo of a %s."::formatted).toList();
        try (Device device = Devices.open("cpu")) {
            DirectTowers towers = new DirectTowers(config, weights::get, ClipTokenizer.read(vocabulary), device);
            double scale = Math.exp(weights.get("logit_scale").getFlat(0));
            return towers.images(photos).logits(towers.texts(prompts), scale);
        }
    }

    /** [photos, labels] in our order of labels; the command orders them by probability. */
    private static Value byLabel(String score) {
        double[] values = classification
                .valueStream()
                .flatMapToDouble(image -> LABELS.stream()
                        .mapToDouble(label -> image.get("labels")
                                .valueStream()
                                .filter(entry -> entry.get("label").asString().equals(label))
                                .findFirst()
                                .orElseThrow()
                                .get(score)
                                .asDouble()))
                .toArray();
        return new Value(Shape.of(photos.size(), LABELS.size()), values);
    }

    private static Value softmax(Value logits) {
        int classes = logits.shape().dim(1);
        double[] probabilities =
                DoubleStream.of(logits.elements()).map(Math::exp).toArray();
        for (int from = 0; from < probabilities.length; from += classes) {
            double sum =
                    DoubleStream.of(probabilities).skip(from).limit(classes).sum();
            for (int k = from; k < from + classes; k++) {
                probabilities[k] /= sum;
            }
        }
        return new Value(logits.shape(), probabilities);
    }
}

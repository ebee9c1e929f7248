// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.ModelFolder;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.WeightShapes;
import io.github.jclip.convert.ConvertReport.Kind;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.FileHash;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The converter on safetensors files of a tiny ViT; files of PyTorch are the golden tests' business. */
class ConverterTest {
    private static final ClipConfig TINY = new ClipConfig(
            8,
            16,
            new VitConfig(64, 2, 1, 8),
            new TextConfig(5, 7, 64, 1, 1),
            Activation.QUICK_GELU,
            1e-5,
            PreprocessingConfig.OPENAI,
            Optional.empty());

    @TempDir
    private Path folder;

    private Path output;
    private final Scope scope = Scope.ofHost();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    @BeforeEach
    void makeWeights() {
        output = folder.resolve("model");
        Random random = new Random(1);
        WeightShapes.of(TINY).forEach((name, shape) -> tensors.put(name, random(random, shape)));
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    private Tensor random(Random random, Shape shape) {
        Tensor tensor = scope.allocate(DType.F32, shape);
        for (long i = 0; i < tensor.elementCount(); i++) {
            tensor.setFlat(i, random.nextGaussian());
        }
        return tensor;
    }

    private Path source() {
        Path file = folder.resolve("weights.bin");
        SafetensorsWriter.write(file, tensors, Map.of());
        return file;
    }

    private ConvertReport convert() {
        return Converter.convert(ConvertRequest.of(source(), output));
    }

    private String refusal(ConvertRequest request) throws IOException {
        String message = assertThrows(BadInputException.class, () -> Converter.convert(request))
                .getMessage();
        assertEquals(-1, message.indexOf('\n'), message);
        assertFalse(Files.exists(output));
        try (Stream<Path> left = Files.list(folder)) {
            assertTrue(left.noneMatch(path -> path.getFileName().toString().contains(".tmp")));
        }
        return message;
    }

    private String refusal() throws IOException {
        return refusal(ConvertRequest.of(source(), output));
    }

    @Test
    void makesAModelFolder() {
        ConvertReport report = convert();
        assertEquals(Kind.MODEL, report.kind());
        assertEquals(CheckpointFormat.SAFETENSORS, report.format());
        assertEquals(Optional.of(TINY), report.config());
        assertEquals(tensors.size(), report.tensorCount());
        assertEquals(2, report.notes().size(), report.notes()::toString);
        try (ModelFolder model = ModelFolder.open(output)) {
            assertEquals(TINY.vision(), model.config().vision());
            assertEquals(
                    FileHash.sha256(folder.resolve("weights.bin")),
                    model.config().provenance().orElseThrow().files().getFirst().sha256());
            assertSameTensors(model.weights());
        }
    }

    private void assertSameTensors(Safetensors weights) {
        assertEquals(tensors.keySet(), Set.copyOf(weights.names()));
        tensors.forEach((name, tensor) ->
                assertArrayEquals(tensor.toFloatArray(), weights.tensor(name).toFloatArray(), name));
    }

    @Test
    void leavesConstantsAndCountersOut() {
        Tensor number = scope.allocate(DType.I64);
        for (String name : List.of(
                "input_resolution", "context_length", "vocab_size", "attn_mask", "visual.bn1.num_batches_tracked")) {
            tensors.put(name, number);
        }
        assertEquals(WeightShapes.of(TINY).size(), convert().tensorCount());
    }

    @Test
    void takesOffWrappers() {
        Map<String, Tensor> wrapped = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> wrapped.put("state_dict.module." + name, tensor));
        wrapped.put("optimizer.state.0", scope.allocate(DType.F32, 3));
        Path file = folder.resolve("wrapped.bin");
        SafetensorsWriter.write(file, wrapped, Map.of());
        assertEquals(
                Optional.of(TINY),
                Converter.convert(ConvertRequest.of(file, output)).config());
    }

    @Test
    void convertsToAType() {
        for (DType dtype : new DType[] {DType.F16, DType.BF16, DType.F32}) {
            Path target = folder.resolve(dtype.name());
            Converter.convert(
                    new ConvertRequest(source(), target, Optional.empty(), Optional.of(dtype), Optional.empty()));
            try (ModelFolder model = ModelFolder.open(target)) {
                tensors.forEach((name, tensor) -> {
                    assertEquals(dtype, model.weights().tensor(name).dtype());
                    assertArrayEquals(
                            tensor.copyTo(scope, dtype).toFloatArray(),
                            model.weights().tensor(name).toFloatArray());
                });
            }
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new ConvertRequest(output, output, Optional.empty(), Optional.of(DType.I64), Optional.empty()));
    }

    @Test
    void copiesTheVocabulary() throws IOException {
        Path given = Files.write(folder.resolve("given"), new byte[] {0x1f, (byte) 0x8b, 1});
        Files.writeString(folder.resolve("vocab.json"), "{}");
        Files.writeString(folder.resolve("merges.txt"), "#version");
        convert();
        assertTrue(Files.exists(output.resolve("vocab.json")) && Files.exists(output.resolve("merges.txt")));

        Path second = folder.resolve("second");
        ConvertReport report = Converter.convert(
                new ConvertRequest(source(), second, Optional.of(given), Optional.empty(), Optional.empty()));
        assertArrayEquals(Files.readAllBytes(given), Files.readAllBytes(second.resolve("bpe.txt.gz")));
        assertEquals(1, report.notes().size());
    }

    @Test
    void keepsWhatIsThere() throws IOException {
        Files.createDirectory(output);
        Files.writeString(output.resolve("precious"), "x");
        Path source = source();
        assertThrows(BadInputException.class, () -> Converter.convert(ConvertRequest.of(source, output)));
        assertEquals("x", Files.readString(output.resolve("precious")));
    }

    @Test
    void refusesWhatIsNotCompleteOrNotAModel() throws IOException {
        Tensor proj = tensors.remove("text_projection");
        assertTrue(refusal().contains("text_projection is missing"));
        tensors.put("text_projection", scope.allocate(DType.I32, 64, 8));
        assertTrue(refusal().contains("stored as I32"));
        tensors.put("text_projection", proj);
        tensors.put("logit_bias", scope.allocate(DType.F32));
        assertTrue(refusal().contains("SigLIP"));
        tensors.clear();
        tensors.put("classifier", scope.allocate(DType.F32, 2));
        assertTrue(refusal().contains("'classifier'"));
    }

    @Test
    void recognisesRelatives() throws IOException {
        for (Map.Entry<String, String> relative : Map.of(
                        "visual.attn_pool.query", "CoCa",
                        "visual.blocks.0.attn.q_proj.weight", "EVA-02",
                        "visual.trunk.blocks.0.attn.qkv.weight", "timm")
                .entrySet()) {
            tensors.put(relative.getKey(), scope.allocate(DType.F32, 1));
            assertTrue(refusal().contains(relative.getValue()));
            tensors.remove(relative.getKey());
        }
    }

    @Test
    void customTextTowersNeedTheirActivation() throws IOException {
        Map<String, Tensor> custom = new LinkedHashMap<>();
        tensors.forEach((name, tensor) ->
                custom.put(name.startsWith("visual.") || name.equals("logit_scale") ? name : "text." + name, tensor));
        Path file = folder.resolve("custom.bin");
        SafetensorsWriter.write(file, custom, Map.of());
        assertTrue(refusal(ConvertRequest.of(file, output)).contains("open_clip_config.json"));
        ConvertReport report = Converter.convert(
                new ConvertRequest(file, output, Optional.empty(), Optional.empty(), Optional.of(Activation.GELU)));
        assertEquals(Activation.GELU, report.config().orElseThrow().activation());
    }

    @Test
    void huggingFaceNeedsItsConfiguration() throws IOException {
        tensors.clear();
        tensors.put("text_model.final_layer_norm.weight", scope.allocate(DType.F32, 64));
        tensors.put("vision_model.post_layernorm.weight", scope.allocate(DType.F32, 64));
        assertTrue(refusal().contains("config.json"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"clip\"}");
        assertTrue(refusal().contains("is missing"));
        tensors.put("vision_model.encoder.layers.0.self_attn.q_proj.weight", scope.allocate(DType.F32, 64, 64));
        assertTrue(refusal().contains("k_proj"));
        tensors.put("vision_model.encoder.layers.0.self_attn.k_proj.weight", scope.allocate(DType.F32, 64, 63));
        assertTrue(refusal().contains("as the queries have"));
        tensors.put("vision_model.encoder.layers.0.self_attn.k_proj.weight", scope.allocate(DType.F16, 64, 64));
        assertTrue(refusal().contains("but the queries as F32"));
        tensors.put("vision_model.head.weight", scope.allocate(DType.F32, 64, 64));
        assertTrue(refusal().contains("does not belong to a CLIPModel")
                || refusal().contains("queries"));
    }

    @Test
    void convertsTheTunedTensorsOfTaskRes() {
        Random random = new Random(2);
        tensors.clear();
        tensors.put("base_text_features", random(random, Shape.of(6, 24)));
        tensors.put("text_feature_residuals", random(random, Shape.of(6, 24)));
        ConvertReport report = convert();
        assertEquals(Kind.TASKRES, report.kind());
        try (Safetensors written = Safetensors.open(output.resolve("taskres.safetensors"))) {
            assertSameTensors(written);
            assertEquals("weights.bin", written.metadata().get("source"));
        }
    }

    @Test
    void refusesResidualsOfAnotherShape() throws IOException {
        tensors.clear();
        tensors.put("base_text_features", scope.allocate(DType.F32, 6, 24));
        tensors.put("text_feature_residuals", scope.allocate(DType.F32, 6, 25));
        assertTrue(refusal().contains("[6, 25]"));
        tensors.put("base_text_features", scope.allocate(DType.F32, 6));
        assertTrue(refusal().contains("two dimensions"));
    }

    @Test
    void transposesTheEnhancedBase() {
        tensors.clear();
        Tensor linear = random(new Random(3), Shape.of(8, 64));
        tensors.put("state_dict.weight", linear);
        assertEquals(Kind.ENHANCED_BASE, convert().kind());
        try (Safetensors written = Safetensors.open(output.resolve("enhanced_base.safetensors"))) {
            assertArrayEquals(
                    linear.transpose(0, 1).toFloatArray(),
                    written.tensor("text_projection").toFloatArray());
            assertEquals(Shape.of(64, 8), written.tensor("text_projection").shape());
        }
    }

    @Test
    void foldersMustBeOfAKnownKind() throws IOException {
        assertTrue(refusal(ConvertRequest.of(folder, output)).contains("give the checkpoint file itself"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"clip\"}");
        assertTrue(refusal(ConvertRequest.of(folder, output)).contains("model.safetensors"));
        Files.writeString(folder.resolve("config.json"), "{\"format\": \"jclip-model\"}");
        assertTrue(refusal(ConvertRequest.of(folder, output)).contains("already"));
        assertTrue(refusal(ConvertRequest.of(folder.resolve("missing"), output)).contains("does not exist"));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.ModelFolder;
import io.github.jclip.convert.Checkpoint;
import io.github.jclip.convert.CheckpointFormat;
import io.github.jclip.convert.ConvertReport;
import io.github.jclip.convert.ConvertReport.Kind;
import io.github.jclip.convert.ConvertRequest;
import io.github.jclip.convert.Converter;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tests.support.RecordedTower;
import io.github.jclip.tests.support.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Checkpoints of the official libraries, bit by bit, and broken and malicious ones. */
@Tag("golden:checkpoints")
class CheckpointsTest {
    private static final Path FOLDER = Golden.folder("checkpoints");
    private static final JsonNode EXPECTED = Golden.json("checkpoints", "expected.json");
    private static final Path TRAP = Path.of("/tmp/golden_pwned_should_never_exist");

    /** Element types of PyTorch that jclip has no tensors of. */
    private static final Set<String> UNSUPPORTED = Set.of("int16", "int8", "bool");

    /** Trainers' wrappers, which a checkpoint's names show and the golden names do not. */
    private static final List<String> WRAPPERS = List.of("", "state_dict.", "state_dict.module.");

    private static final Map<String, CheckpointFormat> FORMATS = Map.of(
            "torchscript", CheckpointFormat.TORCHSCRIPT,
            "torch zip", CheckpointFormat.TORCH_ZIP,
            "open_clip custom_text", CheckpointFormat.TORCH_ZIP,
            "torch legacy", CheckpointFormat.TORCH_LEGACY,
            "safetensors", CheckpointFormat.SAFETENSORS,
            "open_clip", CheckpointFormat.SAFETENSORS,
            "HF CLIPModel", CheckpointFormat.SAFETENSORS,
            "HF sharded safetensors", CheckpointFormat.SAFETENSORS_SHARDS);

    /** What a checkpoint has besides the weights of its model. */
    private static final Set<String> NOT_WEIGHTS =
            Set.of("input_resolution", "context_length", "vocab_size", "num_batches_tracked");

    private static final double LOGIT_TOLERANCE = 1e-3;

    @TempDir
    private Path temporary;

    private static Path good(String name) {
        return FOLDER.resolve("good").resolve(name);
    }

    // ---- good files ----

    @TestFactory
    Stream<DynamicTest> tensors() {
        return EXPECTED.get("good")
                .propertyStream()
                .map(file -> dynamicTest(file.getKey(), () -> {
                    try (Checkpoint checkpoint = Checkpoint.open(good(file.getKey()))) {
                        assertEquals(FORMATS.get(file.getValue().get("format").asString()), checkpoint.format());
                        file.getValue()
                                .get("expected")
                                .forEachEntry((name, tensor) -> checkTensor(checkpoint, name, tensor));
                    }
                }));
    }

    private static void checkTensor(Checkpoint checkpoint, String name, JsonNode expected) {
        String stored = WRAPPERS.stream()
                .map(wrapper -> wrapper + name)
                .filter(checkpoint.names()::contains)
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + checkpoint.names()));
        if (UNSUPPORTED.contains(expected.get("dtype").asString())) {
            BadInputException refused = assertThrows(BadInputException.class, () -> checkpoint.tensor(stored), name);
            assertTrue(refused.getMessage().contains("does not compute with"), refused.getMessage());
        } else {
            checkContent(name, checkpoint.tensor(stored), expected);
        }
    }

    private static void checkContent(String name, Tensor tensor, JsonNode expected) {
        int[] shape =
                expected.get("shape").valueStream().mapToInt(JsonNode::asInt).toArray();
        assertArrayEquals(shape, tensor.shape().toArray(), name);
        try (Scope scope = Scope.ofHost()) {
            assertEquals(expected.get("sha256_raw_le").asString(), sha256(tensor.copyTo(scope, tensor.dtype())), name);
            if (!expected.get("sha256_fp32_le").isNull()) {
                assertEquals(expected.get("sha256_fp32_le").asString(), sha256(tensor.copyTo(scope, DType.F32)), name);
            }
        }
    }

    private static String sha256(Tensor dense) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(dense.segment().asSlice(0, dense.byteSize()).asByteBuffer());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Shards have no golden under OpenAI's names; {@link #shardsGiveTheSameWeights} compares them with another file. */
    @TestFactory
    Stream<DynamicTest> models() {
        return EXPECTED.get("good")
                .propertyStream()
                .filter(file -> file.getValue().has("source_model"))
                .filter(file -> !file.getValue().get("format").asString().equals("HF sharded safetensors"))
                .map(file -> dynamicTest(file.getKey(), () -> checkModel(file.getKey(), file.getValue())));
    }

    private void checkModel(String name, JsonNode golden) {
        JsonNode expected = golden.get(golden.has("openai_expected") ? "openai_expected" : "expected");
        Path output = temporary.resolve(name.replace('/', '_'));
        ConvertReport report = Converter.convert(ConvertRequest.of(good(name), output));
        assertEquals(Kind.MODEL, report.kind());
        try (ModelFolder model = ModelFolder.open(output)) {
            int compared = 0;
            for (Map.Entry<String, JsonNode> tensor : expected.properties()) {
                String plain = tensor.getKey().replaceFirst("^text\\.", "");
                if (!NOT_WEIGHTS.contains(plain.substring(plain.lastIndexOf('.') + 1))) {
                    checkContent(plain, model.weights().tensor(plain), tensor.getValue());
                    compared++;
                }
            }
            assertEquals(model.weights().names().size(), compared);
        }
    }

    @Test
    void shardsGiveTheSameWeights() {
        Path shards = temporary.resolve("shards");
        Converter.convert(ConvertRequest.of(good("vit_b.hf_sharded_fp16"), shards));
        Path script = temporary.resolve("script");
        Converter.convert(new ConvertRequest(
                good("vit_b.torchscript.fp16.pt"), script, Optional.empty(), Optional.of(DType.F16), Optional.empty()));
        try (ModelFolder a = ModelFolder.open(shards);
                ModelFolder b = ModelFolder.open(script)) {
            assertEquals(a.weights().names(), b.weights().names());
            for (String name : a.weights().names()) {
                assertArrayEquals(
                        a.weights().tensor(name).toFloatArray(),
                        b.weights().tensor(name).toFloatArray(),
                        name);
            }
        }
    }

    /** Tells the activation and the order of queries, keys and values apart, which shapes do not. */
    @TestFactory
    Stream<DynamicTest> logits() {
        return Stream.of("vit_b.state_dict.zip.pt", "vit_b.hf", "vit_b.open_clip", "vit_b.open_clip_custom_text")
                .map(name -> dynamicTest(name, () -> {
                    assumeTrue(Files.exists(good(name)), "the compact set has no float32 model");
                    boolean exact = name.endsWith("custom_text");
                    checkLogits(
                            name,
                            exact ? Activation.GELU : Activation.QUICK_GELU,
                            exact ? "logits_open_clip_custom_text_exact_gelu" : "logits_openai_hf_openclip_quickgelu");
                }));
    }

    private void checkLogits(String source, Activation activation, String expected) {
        Path output = temporary.resolve(source);
        Converter.convert(ConvertRequest.of(good(source), output));
        try (ModelFolder model = ModelFolder.open(output);
                Safetensors golden = Safetensors.open(FOLDER.resolve("logits_check.safetensors"));
                Device device = CpuDevice.withAllProcessors()) {
            ClipConfig config = model.config();
            assertEquals(activation, config.activation());
            RecordedTower tower = new RecordedTower(config, model.weights()::tensor, device);
            Value images = tower.images(golden.tensor("image")).get("image_features");
            Value texts = tower.textEmbeddings(tokens(golden.tensor("text")));
            double scale = Math.exp(model.weights().tensor("logit_scale").getFlat(0));
            Value.of(golden.tensor(expected)).assertClose(images.logits(texts, scale), LOGIT_TOLERANCE);
        }
    }

    private static int[][] tokens(Tensor text) {
        int[][] tokens = new int[text.dim(0)][];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = Arrays.stream(text.select(0, i).toLongArray())
                    .mapToInt(Math::toIntExact)
                    .toArray();
        }
        return tokens;
    }

    @Test
    void taskResCheckpointGivesItsTwoTensors() {
        String name = "taskres_prompt_learner.model.pth.tar-100";
        ConvertReport report = Converter.convert(ConvertRequest.of(good(name), temporary.resolve("taskres")));
        assertEquals(Kind.TASKRES, report.kind());
        try (Safetensors written = Safetensors.open(report.output().resolve("taskres.safetensors"))) {
            assertEquals("100", written.metadata().get("epoch"));
            EXPECTED.get("good")
                    .get(name)
                    .get("expected")
                    .forEachEntry((tensor, golden) -> checkContent(tensor, written.tensor(tensor), golden));
        }
    }

    @Test
    void nestedValuesAreKeptBesideTheTensors() {
        try (Checkpoint checkpoint = Checkpoint.open(good("nested.zip.pt"))) {
            assertEquals("sé", checkpoint.values().get("a.b.1.7"));
            assertEquals(1.5, checkpoint.values().get("a.b.1.6"));
            assertEquals(true, checkpoint.values().get("a.b.1.2"));
            assertEquals(
                    "1180591620717411303424", checkpoint.values().get("a.b.1.5").toString());
        }
    }

    // ---- bad files ----

    @TestFactory
    Stream<DynamicTest> badFilesAreRefused() {
        return EXPECTED.get("bad").propertyNames().stream()
                .map(name -> dynamicTest(
                        name, () -> assertRefused(FOLDER.resolve("bad").resolve(name))));
    }

    private void assertRefused(Path file) throws IOException {
        Path output = temporary.resolve("output");
        BadInputException refused =
                assertThrows(BadInputException.class, () -> Converter.convert(ConvertRequest.of(file, output)));
        assertEquals(-1, refused.getMessage().indexOf('\n'), refused.getMessage());
        assertTrue(refused.getMessage().startsWith(file.getParent().toString()), refused.getMessage());
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
        assertFalse(Files.exists(TRAP), "code in " + file + " was executed");
    }

    @TestFactory
    Stream<DynamicTest> evilFilesAreRefusedByName() {
        Map<String, String> evil = Map.of(
                "evil_os_system.pkl", "'posix.system'",
                "evil_os_system.zip.pt", "'posix.system'",
                "evil_eval.zip.pt", "'__builtin__.eval'",
                "evil_stack_global_proto4.zip.pt", "'posix.system'",
                "evil_legacy.pt", "'posix.system'",
                "wrong_crc.zip.pt", "checksum",
                "index_traversal/model.safetensors.index.json", "not a plain file name");
        return evil.entrySet().stream()
                .map(file -> dynamicTest(file.getKey(), () -> {
                    String message = assertThrows(BadInputException.class, () -> readAll(file.getKey()))
                            .getMessage();
                    assertTrue(message.contains(file.getValue()), message);
                }));
    }

    private static void readAll(String name) {
        try (Checkpoint checkpoint = Checkpoint.open(FOLDER.resolve("bad").resolve(name))) {
            checkpoint.names().forEach(checkpoint::tensor);
        }
    }

    @Test
    void harmlessOdditiesAreRead() {
        for (String name : List.of("deflated_entries.zip.pt", "path_traversal.zip.pt")) {
            try (Checkpoint checkpoint = Checkpoint.open(FOLDER.resolve("bad").resolve(name))) {
                assertArrayEquals(
                        new float[] {0, 1, 2, 3}, checkpoint.tensor("w").toFloatArray());
            }
        }
    }

    @Test
    void longHeadersAreRead() throws IOException {
        String json = "{\"__metadata__\":{\"x\":\"" + " ".repeat(3_000_000)
                + "\"},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length())
                .array());
        bytes.writeBytes(json.getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(new byte[Float.BYTES]);
        Path file = Files.write(temporary.resolve("header"), bytes.toByteArray());
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertEquals(Set.of("a"), checkpoint.names());
        }
    }
}

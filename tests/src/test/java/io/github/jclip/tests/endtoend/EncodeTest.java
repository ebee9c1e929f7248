// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.cli.InProcess;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Devices;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.Photos;
import io.github.jclip.tests.support.TinyModel;
import io.github.jclip.tests.support.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code encode} against the towers fed directly: images of a folder and of a list, broken ones, texts. */
class EncodeTest {
    private static final List<String> TEXTS = List.of("a dog", "two cats on a sofa", "größe", "a dog");

    /** Of the largest element: batches differ by the order of sums only, in a few layers of 64 columns. */
    private static final double ORDER_OF_SUMS = 1e-5;

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path photos;
    private static Path broken;

    private Path out;

    @BeforeAll
    static void layOut() throws IOException {
        model = TinyModel.make(folder.resolve("model"));
        photos = Files.createDirectory(folder.resolve("photos"));
        Photos.draw(photos);
        Path mixed = Files.createDirectory(folder.resolve("mixed"));
        for (Path photo : Photos.draw(Files.createDirectory(mixed.resolve("deeper")))) {
            Files.copy(photo, mixed.resolve(photo.getFileName()));
        }
        byte[] photo = Files.readAllBytes(photos.resolve("portrait.png"));
        broken = Files.write(mixed.resolve("deeper/half.png"), Arrays.copyOf(photo, photo.length / 2));
        Files.writeString(mixed.resolve("notes.txt"), "not an image, and not named like one");
    }

    @BeforeEach
    void clear() throws IOException {
        out = folder.resolve("out.safetensors");
        Files.deleteIfExists(out);
    }

    private Finished encode(String... options) {
        List<String> args =
                new ArrayList<>(List.of("encode", "--model", model.toString(), "--out", out.toString(), "--json"));
        args.addAll(List.of(options));
        return InProcess.run(args.toArray(String[]::new));
    }

    private JsonNode encoded(String... options) {
        Finished finished = encode(options);
        assertEquals(0, finished.exitCode(), finished.err());
        return JsonMapper.shared().readTree(finished.out());
    }

    private Value written(String tensor) {
        try (Safetensors file = Safetensors.open(out)) {
            return Value.of(file.tensor(tensor));
        }
    }

    private List<Path> writtenFiles() {
        try (Safetensors file = Safetensors.open(out)) {
            return JsonMapper.shared()
                    .readTree(file.metadata().get("files"))
                    .valueStream()
                    .map(name -> Path.of(name.asString()))
                    .toList();
        }
    }

    private static Value expectedImages(List<Path> files) {
        try (Device device = Devices.open("cpu");
                Scope scope = Scope.ofHost()) {
            return TinyModel.towers(device, scope).images(files);
        }
    }

    private static Value expectedTexts(List<String> texts) {
        try (Device device = Devices.open("cpu");
                Scope scope = Scope.ofHost()) {
            return TinyModel.towers(device, scope).texts(texts);
        }
    }

    private static List<Path> imagesIn(Path root) throws IOException {
        try (var tree = Files.walk(root)) {
            return tree.filter(path -> path.toString().matches(".*\\.(jpg|png|bmp)"))
                    .filter(path -> !path.equals(broken))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }

    @Test
    void imagesOfAFolder() throws IOException {
        JsonNode result = encoded("--images", photos.toString());
        List<Path> files = imagesIn(photos);
        assertEquals(files.size(), result.get("count").asInt());
        assertEquals(TinyModel.EMBEDDING_DIM, result.get("embeddingDim").asInt());
        assertEquals(0, result.get("skipped").asInt());
        assertEquals(files, writtenFiles());
        assertArrayEquals(expectedImages(files).elements(), written("images").elements());
    }

    @Test
    void imagesThatTheDevicePreprocesses() throws IOException {
        encoded("--images", photos.toString(), "--preprocess", "device");
        assertArrayEquals(
                expectedImages(imagesIn(photos)).elements(), written("images").elements());
        Finished refused = encode("--images", photos.toString(), "--preprocess", "device", "--plan");
        assertEquals(2, refused.exitCode());
        assertEquals(
                List.of("jclip: --plan: measures preprocessing on the host; leave --preprocess out"),
                refused.complaints());
    }

    @Test
    void aBrokenImageEndsTheCommandAndWritesNothing() {
        Finished refused = encode("--images", folder.resolve("mixed").toString());
        assertEquals(2, refused.exitCode());
        assertEquals(1, refused.complaints().size(), refused.err());
        assertTrue(refused.complaints().getFirst().startsWith("jclip: " + broken + ": "), refused.err());
        assertFalse(Files.exists(out));
    }

    @Test
    void aBrokenImageIsLeftOutOnRequest() throws IOException {
        Path mixed = folder.resolve("mixed");
        Finished finished = encode("--images", mixed.toString(), "--broken", "skip", "--batch-size", "3");
        assertEquals(0, finished.exitCode(), finished.err());
        assertEquals(1, finished.complaints().size(), finished.err());
        assertTrue(finished.complaints().getFirst().startsWith("skipped: " + broken + ": "), finished.err());
        JsonNode result = JsonMapper.shared().readTree(finished.out());
        assertEquals(1, result.get("skipped").asInt());
        List<Path> files = imagesIn(mixed);
        assertEquals(files.size(), result.get("count").asInt());
        assertEquals(files, writtenFiles());
        Value expected = expectedImages(files);
        expected.assertClose(written("images"), ORDER_OF_SUMS * expected.maxAbs());
    }

    @Test
    void imagesOfAListInItsOrder() throws IOException {
        Path list = Files.writeString(
                folder.resolve("list.txt"), "# some photos\nphotos/small.bmp\n\nphotos/grey.png\nphotos/small.bmp\n");
        encoded("--images", list.toString());
        List<Path> files =
                List.of(photos.resolve("small.bmp"), photos.resolve("grey.png"), photos.resolve("small.bmp"));
        assertEquals(files, writtenFiles());
        assertArrayEquals(expectedImages(files).elements(), written("images").elements());
    }

    @Test
    void texts() throws IOException {
        Path list = Files.writeString(folder.resolve("texts.txt"), String.join("\n", TEXTS) + "\n\n");
        JsonNode result = encoded("--texts", list.toString());
        assertEquals(TEXTS.size(), result.get("count").asInt());
        assertArrayEquals(expectedTexts(TEXTS).elements(), written("texts").elements());
        try (Safetensors file = Safetensors.open(out)) {
            Map<String, String> metadata = file.metadata();
            assertEquals(JsonMapper.shared().writeValueAsString(TEXTS), metadata.get("texts"));
            assertEquals("false", metadata.get("normalized"));
        }
    }

    @Test
    void normalisedOnRequest() throws IOException {
        Path list = Files.writeString(folder.resolve("texts.txt"), String.join("\n", TEXTS));
        encoded("--texts", list.toString(), "--normalize");
        // Each element is rounded to F32 once.
        expectedTexts(TEXTS).normalised().assertClose(written("texts"), 0x1p-23);
    }

    @Test
    void anEarlierFileIsReplacedOnlyByACompleteOne() throws IOException {
        Files.writeString(out, "precious");
        assertEquals(2, encode("--images", folder.resolve("mixed").toString()).exitCode());
        assertEquals("precious", Files.readString(out));
        encoded("--images", photos.toString());
        assertEquals(imagesIn(photos), writtenFiles());
    }
}

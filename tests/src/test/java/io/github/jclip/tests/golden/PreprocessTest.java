// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.clip.image.BrokenImagePolicy;
import io.github.jclip.clip.image.DecodedImage;
import io.github.jclip.clip.image.EightBitImage;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.image.ImageDecoder;
import io.github.jclip.clip.image.PilResampler;
import io.github.jclip.clip.image.PixelBatch;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.clip.image.Region;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.ResizeCropNormalize;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** The image pipelines against Pillow and torchvision, byte for byte. */
@Tag("golden:preprocess")
class PreprocessTest {
    private static final Path FOLDER = Golden.folder("preprocess");
    private static final JsonNode MANIFEST = Golden.json("preprocess", "manifest.json");

    /** JPEG decoders may round the inverse transform differently; ours is expected to agree, on any runtime within this. */
    private static final int JPEG_LEVELS = 2;

    @TestFactory
    Stream<DynamicTest> decoding() {
        return cases("images")
                .map(image -> dynamicTest(name(image), () -> {
                    DecodedImage decoded = decode(image);
                    assertEquals(
                            image.get("pil_mode").asString(), decoded.mode().pillowName());
                    assertEquals(image.get("size_wh").get(0).asInt(), decoded.width());
                    assertEquals(image.get("size_wh").get(1).asInt(), decoded.height());
                    if (isJpeg(image)) {
                        assertWithinLevels(decodedByPillow(image), decoded.toRgb());
                    } else {
                        assertEquals(
                                image.get("decoded_rgb_sha256").asString(),
                                sha256(decoded.toRgb().samples()));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> pipelines() {
        return cases("images")
                .flatMap(image -> stream(image.get("outputs")).map(output -> {
                    int size = output.get("n_px").asInt();
                    boolean clip = output.get("pipeline").asString().equals("clip");
                    Preprocessing pipeline = clip ? Preprocessing.clip(size) : Preprocessing.dassl(size);
                    return dynamicTest("%s %s %d".formatted(name(image), clip ? "clip" : "dassl", size), () -> {
                        EightBitImage square =
                                pipeline.squareOf(isJpeg(image) ? decodedByPillow(image) : decode(image));
                        assertEquals(output.get("sha256_rgb_u8").asString(), sha256(square.samples()));
                        assertEquals(output.get("float_sha256_le").asString(), sha256(normalised(pipeline, square)));
                        assertEquals(output.get("float_sha256_le").asString(), sha256(onDevice(pipeline, image)));
                    });
                }));
    }

    @TestFactory
    Stream<DynamicTest> resizedCrops() {
        return cases("resized_crops").map(crop -> {
            Region region = new Region(
                    crop.get("left").asInt(),
                    crop.get("top").asInt(),
                    crop.get("width").asInt(),
                    crop.get("height").asInt());
            Preprocessing pipeline = Preprocessing.clip(crop.get("size").asInt());
            return dynamicTest("%s %s to %d".formatted(name(crop), region, pipeline.size()), () -> {
                DecodedImage image = decode(crop);
                assertEquals(
                        crop.get("sha256_rgb_u8").asString(),
                        sha256(pipeline.resizedCrop(image, region, false).samples()));
                assertEquals(
                        crop.get("sha256_rgb_u8_hflipped").asString(),
                        sha256(pipeline.resizedCrop(image, region, true).samples()));
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> plainResizes() {
        return cases("plain_pil_bicubic_resizes").map(resize -> {
            int width = resize.get("target_wh").get(0).asInt();
            int height = resize.get("target_wh").get(1).asInt();
            return dynamicTest("%s to %d x %d".formatted(name(resize), width, height), () -> {
                DecodedImage resized = PilResampler.resize(decode(resize), width, height);
                assertEquals(
                        resize.get("sha256_rgb_u8").asString(),
                        sha256(resized.toRgb().samples()));
            });
        });
    }

    private static Stream<JsonNode> cases(String group) {
        return stream(MANIFEST.get(group));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String name(JsonNode entry) {
        return entry.get("file").asString().replace("inputs/", "");
    }

    private static boolean isJpeg(JsonNode image) {
        return image.has("decoded_rgb_png");
    }

    private static DecodedImage decode(JsonNode entry) {
        return ImageDecoder.decode(FOLDER.resolve(entry.get("file").asString()));
    }

    private static EightBitImage decodedByPillow(JsonNode image) {
        return ImageDecoder.decode(FOLDER.resolve(image.get("decoded_rgb_png").asString()))
                .toRgb();
    }

    private static void assertWithinLevels(EightBitImage expected, EightBitImage actual) {
        int worst = 0;
        for (int i = 0; i < expected.samples().length; i++) {
            int difference = Byte.toUnsignedInt(expected.samples()[i]) - Byte.toUnsignedInt(actual.samples()[i]);
            worst = Math.max(worst, Math.abs(difference));
        }
        assertTrue(worst <= JPEG_LEVELS, "differs by up to %d levels".formatted(worst));
    }

    private static byte[] normalised(Preprocessing pipeline, EightBitImage square) {
        try (Scope scope = Scope.ofHost()) {
            Tensor tensor = scope.allocate(DType.F32, 3, pipeline.size(), pipeline.size());
            pipeline.normalise(square, tensor);
            return tensor.segment().asSlice(0, tensor.byteSize()).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static byte[] onDevice(Preprocessing pipeline, JsonNode image) {
        Path file = FOLDER.resolve(
                image.get(isJpeg(image) ? "decoded_rgb_png" : "file").asString());
        try (CpuDevice device = new CpuDevice(1);
                Scope scope = Scope.ofHost();
                ImageBatches batches =
                        ImageBatches.openPixels(List.of(file), pipeline, 1, 1, BrokenImagePolicy.FAIL, _ -> {})) {
            assertTrue(batches.next());
            PixelBatch pixels = batches.pixels().orElseThrow();
            Tensor tensor = scope.allocate(DType.F32, 1, 3, pipeline.size(), pipeline.size());
            device.execute(
                    new ResizeCropNormalize(pixels.pixels(), pixels.table(scope), pipeline.levels(scope), tensor));
            return tensor.segment().asSlice(0, tensor.byteSize()).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

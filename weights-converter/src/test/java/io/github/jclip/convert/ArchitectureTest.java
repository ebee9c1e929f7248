// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig;
import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.WeightShapes;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.op.Activation;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    private static final Path FILE = Path.of("file.pt");
    private static final Settings OPENAI = Settings.openAi(List.of());

    private static ClipConfig config(int embeddingDim, int resolution, VisionConfig vision, TextConfig text) {
        return new ClipConfig(
                embeddingDim,
                resolution,
                vision,
                text,
                Activation.QUICK_GELU,
                1e-5,
                PreprocessingConfig.OPENAI,
                Optional.empty());
    }

    private static Stream<ClipConfig> configs() {
        return Stream.concat(KnownArchitecture.all().stream().map(KnownArchitecture::config), oddConfigs());
    }

    private static Stream<ClipConfig> oddConfigs() {
        return Stream.of(
                config(24, 40, new VitConfig(64, 3, 1, 8), new TextConfig(12, 80, 64, 1, 1)),
                config(32, 96, new ResNetConfig(8, List.of(1, 2, 1, 3), 4), new TextConfig(16, 100, 128, 2, 2)));
    }

    @ParameterizedTest
    @MethodSource("configs")
    void readsSizesOffNamesAndShapes(ClipConfig config) {
        assertEquals(config, Architecture.recognise(FILE, WeightShapes.of(config), OPENAI));
    }

    @Test
    void headsOfTheConfigurationCount() {
        ClipConfig config = config(24, 40, new VitConfig(80, 3, 5, 8), new TextConfig(12, 80, 64, 4, 1));
        Settings settings = new Settings(
                Activation.QUICK_GELU,
                1e-5,
                OptionalInt.of(5),
                OptionalInt.of(4),
                OptionalInt.of(40),
                PreprocessingConfig.OPENAI,
                List.of());
        assertEquals(config, Architecture.recognise(FILE, WeightShapes.of(config), settings));
        assertTrue(refusal(WeightShapes.of(config), OPENAI).contains("80 columns do not divide into heads of 64"));
    }

    @Test
    void everyTensorMustBeThereInItsShape() {
        for (ClipConfig config : oddConfigs().toList()) {
            Map<String, Shape> shapes = new LinkedHashMap<>(WeightShapes.of(config));
            for (String name : WeightShapes.of(config).keySet()) {
                Shape shape = shapes.remove(name);
                refusal(shapes, OPENAI);
                int[] dims = shape.toArray();
                if (dims.length > 0) {
                    dims[dims.length - 1]++;
                    shapes.put(name, Shape.of(dims));
                    refusal(shapes, OPENAI);
                }
                shapes.put(name, Shape.of(1, 2, 3, 4, 5));
                refusal(shapes, OPENAI);
                shapes.put(name, shape);
            }
        }
    }

    @Test
    void namesTheTensorItsShapeAndTheExpectedOne() {
        ClipConfig config = KnownArchitecture.named("ViT-B/32").orElseThrow().config();
        Map<String, Shape> shapes = new LinkedHashMap<>(WeightShapes.of(config));
        shapes.put("transformer.resblocks.11.mlp.c_fc.weight", Shape.of(2048, 513));
        assertEquals(
                "file.pt: tensor transformer.resblocks.11.mlp.c_fc.weight has shape [2048, 513], expected [2048, 512] for"
                        + " ViT-B/32",
                refusal(shapes, OPENAI));
    }

    @Test
    void refusesTensorsThatDoNotBelong() {
        ClipConfig config = KnownArchitecture.named("RN50").orElseThrow().config();
        Map<String, Shape> shapes = new LinkedHashMap<>(WeightShapes.of(config));
        shapes.put("prompt\n", Shape.of(1));
        assertEquals(
                "file.pt: tensor 'prompt\\u000a' does not belong to RN50; give a plain CLIP model",
                refusal(shapes, OPENAI));
    }

    @Test
    void refusesAnotherImageSizeThanConfigured() {
        ClipConfig config = KnownArchitecture.named("ViT-B/32").orElseThrow().config();
        Settings settings = new Settings(
                Activation.QUICK_GELU,
                1e-5,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.of(256),
                PreprocessingConfig.OPENAI,
                List.of());
        assertTrue(refusal(WeightShapes.of(config), settings).contains("224 pixels"));
    }

    @Test
    void sizesBeyondReasonAreRefused() {
        ClipConfig config = KnownArchitecture.named("ViT-B/32").orElseThrow().config();
        Map<String, Shape> shapes = new LinkedHashMap<>(WeightShapes.of(config));
        shapes.put("visual.conv1.weight", Shape.of(Integer.MAX_VALUE / 64 * 64, 1, 1, Integer.MAX_VALUE));
        refusal(shapes, OPENAI);
        shapes.put("visual.conv1.weight", Shape.of(768, 3, 0, 0));
        refusal(shapes, OPENAI);
        shapes.put("visual.positional_embedding", Shape.of(0, 0));
        refusal(shapes, OPENAI);
    }

    private static String refusal(Map<String, Shape> shapes, Settings settings) {
        String message = assertThrows(
                        BadInputException.class, () -> Architecture.recognise(FILE, shapes, settings), shapes::toString)
                .getMessage();
        assertEquals(-1, message.indexOf('\n'), message);
        return message;
    }
}

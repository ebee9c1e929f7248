// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.Provenance.SourceFile;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.op.Activation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigFileTest {
    private static final ClipConfig ODD = new ClipConfig(
            24,
            40,
            new VitConfig(64, 3, 1, 8),
            new TextConfig(12, 80, 64, 1, 1),
            Activation.GELU,
            1e-6,
            new PreprocessingConfig(List.of(0.5, 0.25, 0.1), List.of(0.3, 0.2, 1.0), Interpolation.BICUBIC),
            Optional.of(new Provenance("safetensors", List.of(new SourceFile("a \"b\".bin", "00ff")), 1)));

    @TempDir
    private Path folder;

    private static Stream<ClipConfig> configs() {
        return Stream.concat(Stream.of(ODD), KnownArchitecture.all().stream().map(KnownArchitecture::config));
    }

    @ParameterizedTest
    @MethodSource("configs")
    void whatIsWrittenIsRead(ClipConfig config) throws IOException {
        assertEquals(config, ConfigFile.read(write(ConfigFile.toJson(config))));
    }

    @Test
    void knownArchitecturesAreNamed() throws IOException {
        String json = ConfigFile.toJson(
                KnownArchitecture.named("RN50x4").orElseThrow().config());
        assertTrue(json.contains("\"architecture\" : \"RN50x4\""), json);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "version" : 1                    | "version" : 2                       | version is 2
            "format" : "jclip-model"         | "format" : "x"                      | jclip convert
            "embedding_dim" : 24             | "embedding_dims" : 24               | embedding_dim is missing
            "embedding_dim" : 24             | "embedding_dim" : 24, "x\\u0007": 1 | x\\u0007 is not known
            "embedding_dim" : 24             | "embedding_dim" : 24.5              | embedding_dim is not an integer
            "embedding_dim" : 24             | "embedding_dim" : "24"              | embedding_dim is not an integer
            "embedding_dim" : 24             | "embedding_dim" : 99999999999       | embedding_dim is not an integer
            "embedding_dim" : 24             | "embedding_dim" : 0                 | embedding dimension 0
            "embedding_dim" : 24             | "embedding_dim" : 24, "embedding_dim" : 24 | Duplicate
            "image_resolution" : 40          | "image_resolution" : 41             | multiple of patch size
            "kind" : "vit"                   | "kind" : "cnn"                      | vision.kind is 'cnn'
            "patch_size" : 8                 | "patch_size" : 8, "stride": 8       | vision.stride is not known
            "patch_size" : 8                 | "patch_size" : null                 | vision.patch_size is not an integer
            "heads" : 1                      | "heads" : 3                         | not a multiple
            "activation" : "gelu"            | "activation" : "relu"               | must be one of quick_gelu, gelu
            "layer_norm_epsilon" : 1.0E-6    | "layer_norm_epsilon" : "small"      | is not a number
            "layer_norm_epsilon" : 1.0E-6    | "layer_norm_epsilon" : -1           | layer norm epsilon
            "mean" : [ 0.5, 0.25, 0.1 ]      | "mean" : [ 0.5, 0.25 ]              | three numbers
            "std" : [ 0.3, 0.2, 1.0 ]        | "std" : [ 0.3, 0.2, 0 ]             | std positive
            "interpolation" : "bicubic"      | "interpolation" : "lanczos"         | must be one of bicubic
            "sha256" : "00ff"                | "sha256" : 5                        | sha256 is not a string
            "format" : "jclip-model"         | "format" : "jclip-model", "architecture" : "RN50" | no known architecture
            """)
    void whatDoesNotFitIsRefusedInOneLine(String original, String replacement, String expected) throws IOException {
        String json = ConfigFile.toJson(ODD);
        assertTrue(json.contains(original), () -> original + " is not in " + json);
        Path file = write(json.replace(original, replacement));
        String message = assertThrows(BadInputException.class, () -> ConfigFile.read(file))
                .getMessage();
        assertTrue(message.startsWith(file + ": ") && message.contains(expected), message);
        assertEquals(-1, message.indexOf('\n'), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [1]
            {} {}
            {"format": "jclip-model"
            {"format": {}}
            {"architectures": ["CLIPModel"], "model_type": "clip"}
            """)
    void otherFilesOfThatNameAreRefused(String json) throws IOException {
        Path file = write(json);
        assertThrows(BadInputException.class, () -> ConfigFile.read(file));
    }

    @Test
    void deepAndHugeFilesAreRefused() throws IOException {
        Path deep = write("[".repeat(100_000));
        assertThrows(BadInputException.class, () -> ConfigFile.read(deep));
        Path huge = write(" ".repeat(2 << 20) + "{}");
        assertThrows(BadInputException.class, () -> ConfigFile.read(huge));
    }

    private Path write(String json) throws IOException {
        return Files.writeString(folder.resolve("config.json"), json);
    }
}

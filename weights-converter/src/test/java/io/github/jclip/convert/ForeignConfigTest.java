// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.op.Activation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The configurations of Hugging Face and open_clip. */
class ForeignConfigTest {
    @TempDir
    private Path folder;

    private Settings huggingFace(String config) throws IOException {
        Files.writeString(folder.resolve("config.json"), config);
        return HuggingFaceConfig.read(folder);
    }

    private Settings openClip(String config) throws IOException {
        return OpenClipConfig.read(Files.writeString(folder.resolve("open_clip_config.json"), config));
    }

    @Test
    void missingKeysHaveTheDefaultsOfTheirLibrary() throws IOException {
        Settings huggingFace = huggingFace("{\"model_type\": \"clip\"}");
        assertEquals(Activation.QUICK_GELU, huggingFace.activation());
        assertEquals(1e-5, huggingFace.layerNormEpsilon());
        assertEquals(OptionalInt.of(12), huggingFace.imageHeads());
        assertEquals(OptionalInt.of(8), huggingFace.textHeads());
        assertEquals(PreprocessingConfig.OPENAI, huggingFace.preprocessing());

        Settings openClip = openClip("{\"model_cfg\": {}}");
        assertEquals(Activation.GELU, openClip.activation());
        assertEquals(OptionalInt.of(12), openClip.imageHeads());
        assertEquals(OptionalInt.of(8), openClip.textHeads());
        assertEquals(OptionalInt.empty(), openClip.imageSize());
    }

    @Test
    void readsHuggingFace() throws IOException {
        Files.writeString(folder.resolve("preprocessor_config.json"), """
                {"crop_size": {"height": 336, "width": 336}, "size": {"shortest_edge": 336}, "resample": 3,
                 "image_mean": [0.1, 0.2, 0.3], "image_std": [1, 2, 3]}""");
        Settings settings = huggingFace("""
                {"model_type": "clip",
                 "vision_config": {"hidden_act": "gelu", "layer_norm_eps": 1e-6, "num_attention_heads": 16,
                                   "image_size": 336},
                 "text_config": {"hidden_act": "gelu", "layer_norm_eps": 1e-6, "num_attention_heads": 10}}""");
        assertEquals(Activation.GELU, settings.activation());
        assertEquals(1e-6, settings.layerNormEpsilon());
        assertEquals(OptionalInt.of(16), settings.imageHeads());
        assertEquals(OptionalInt.of(10), settings.textHeads());
        assertEquals(OptionalInt.of(336), settings.imageSize());
        assertEquals(List.of(0.1, 0.2, 0.3), settings.preprocessing().mean());
        assertEquals(List.of(), settings.notes());
    }

    @Test
    void sizesMayBePlainNumbers() throws IOException {
        Files.writeString(folder.resolve("preprocessor_config.json"), "{\"size\": 224, \"crop_size\": 224}");
        huggingFace("{\"model_type\": \"clip\", \"vision_config\": {\"image_size\": 224}}");
        assertThrows(
                BadInputException.class,
                () -> huggingFace("{\"model_type\": \"clip\", \"vision_config\": {\"image_size\": 336}}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"model_type": "siglip"}                                                       | model_type is 'siglip'
            {}                                                                             | model_type is ''
            {"model_type": "clip", "vision_config": {"hidden_act": "relu"}}                | hidden_act is 'relu'
            {"model_type": "clip", "vision_config": {"hidden_act": "gelu"}}                | differs from vision_config
            {"model_type": "clip", "vision_config": {"num_attention_heads": "12"}}         | not an integer
            {"model_type": "clip", "vision_config": 5}                                     | not an object
            [1]                                                                            | not a JSON object
            {"model_type":                                                                 | not valid JSON
            """)
    void refusesWhatHuggingFaceHasBesides(String config, String expected) {
        refusal(() -> huggingFace(config), expected);
    }

    @Test
    void readsOpenClip() throws IOException {
        Settings settings = openClip("""
                {"model_cfg": {"embed_dim": 1024, "quick_gelu": true,
                  "vision_cfg": {"image_size": 378, "width": 1280, "head_width": 80, "patch_size": 14,
                                 "ls_init_value": null, "global_average_pool": false},
                  "text_cfg": {"heads": 16}},
                 "preprocess_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "interpolation": "bicubic",
                                    "resize_mode": "shortest"}}""");
        assertEquals(Activation.QUICK_GELU, settings.activation());
        assertEquals(OptionalInt.of(16), settings.imageHeads());
        assertEquals(OptionalInt.of(16), settings.textHeads());
        assertEquals(OptionalInt.of(378), settings.imageSize());
        assertEquals(List.of(0.5, 0.5, 0.5), settings.preprocessing().std());
    }

    @Test
    void headsOfAResNetAreThoseOfItsPool() throws IOException {
        Settings settings = openClip("{\"model_cfg\": {\"vision_cfg\": {\"layers\": [3, 4, 6, 3], \"width\": 64}}}");
        assertEquals(OptionalInt.of(32), settings.imageHeads());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"model_cfg": {"multimodal_cfg": {}}}                                   | CoCa
            {"model_cfg": {"vision_cfg": {"timm_model_name": "eva02_base"}}}        | eva02_base
            {"model_cfg": {"vision_cfg": {"pool_type": "avg"}}}                     | model_cfg.vision_cfg.pool_type
            {"model_cfg": {"vision_cfg": {"ls_init_value": 0.1}}}                   | ls_init_value
            {"model_cfg": {"vision_cfg": {"mlp_ratio": 4.5}}}                       | mlp_ratio
            {"model_cfg": {"vision_cfg": {"head_width": 0}}}                        | heads of 0 columns
            {"model_cfg": {"text_cfg": {"hf_model_name": "roberta"}}}               | hf_model_name
            {"model_cfg": {"text_cfg": {"no_causal_mask": true}}}                   | no_causal_mask
            {"model_cfg": {}, "preprocess_cfg": {"resize_mode": "squash"}}          | resize_mode is 'squash'
            {"model_cfg": {}, "preprocess_cfg": {"interpolation": "random"}}        | interpolation is 'random'
            {"model_cfg": {}, "preprocess_cfg": {"mean": ["a"]}}                    | not an array of numbers
            {"model_cfg": {"quick_gelu": 1}}                                        | not true or false
            """)
    void refusesWhatOpenClipHasBesides(String config, String expected) {
        refusal(() -> openClip(config), expected);
    }

    private static void refusal(Executable reading, String expected) {
        String message = assertThrows(BadInputException.class, reading).getMessage();
        assertTrue(message.contains(expected), message);
        assertEquals(-1, message.indexOf('\n'), message);
    }
}

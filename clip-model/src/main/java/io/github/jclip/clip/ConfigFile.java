// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import io.github.jclip.clip.Provenance.SourceFile;
import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.json.JsonObject;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.op.Activation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The {@code config.json} of a model folder. {@code "format": "jclip-model"} tells it from other programs' files of
 * that name; {@code architecture} is there for people, and must fit the sizes where it is given.
 */
public final class ConfigFile {
    private static final String FORMAT = "jclip-model";
    private static final int VERSION = 1;
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ConfigFile() {}

    /**
     * Reads a file.
     *
     * @throws BadInputException if it is missing, or a key is missing, unknown or has a value that cannot be
     */
    public static ClipConfig read(Path file) {
        JsonObject root = JsonObject.read(file, "the config.json of a model folder");
        if (!root.has("format") || !root.text("format").equals(FORMAT)) {
            throw new BadInputException(Excerpt.line(file
                    + ": not the config.json of a jclip model folder; `jclip convert` makes one from a checkpoint"));
        }
        int version = root.integer("version");
        if (version != VERSION) {
            throw root.badValue("version", "is %d; this jclip reads version %d".formatted(version, VERSION));
        }
        try {
            ClipConfig config = readModel(root);
            requireArchitecture(root, config);
            root.requireNothingElse();
            return config;
        } catch (IllegalArgumentException e) {
            throw new BadInputException(Excerpt.line("%s: %s".formatted(file, e.getMessage())), e);
        }
    }

    /**
     * The sizes and settings among the keys of an object; the caller refuses those that are left.
     *
     * @throws BadInputException if a key is missing or has a value that cannot be
     * @throws IllegalArgumentException if the sizes do not fit each other
     */
    public static ClipConfig readModel(JsonObject root) {
        return new ClipConfig(
                root.integer("embedding_dim"),
                root.integer("image_resolution"),
                readVision(root.object("vision")),
                readText(root.object("text")),
                root.constant("activation", List.of(Activation.QUICK_GELU, Activation.GELU)),
                root.number("layer_norm_epsilon"),
                readPreprocessing(root.object("preprocessing")),
                root.has("provenance") ? Optional.of(readProvenance(root.object("provenance"))) : Optional.empty());
    }

    private static VisionConfig readVision(JsonObject vision) {
        String kind = vision.text("kind");
        VisionConfig config = switch (kind) {
            case "vit" ->
                new VitConfig(
                        vision.integer("width"),
                        vision.integer("layers"),
                        vision.integer("heads"),
                        vision.integer("patch_size"));
            case "resnet" ->
                new ResNetConfig(vision.integer("width"), vision.integers("layers"), vision.integer("heads"));
            default -> throw vision.badValue("kind", "is %s; it must be vit or resnet".formatted(Excerpt.quote(kind)));
        };
        vision.requireNothingElse();
        return config;
    }

    private static TextConfig readText(JsonObject text) {
        TextConfig config = new TextConfig(
                text.integer("context_length"),
                text.integer("vocabulary_size"),
                text.integer("width"),
                text.integer("heads"),
                text.integer("layers"));
        text.requireNothingElse();
        return config;
    }

    private static PreprocessingConfig readPreprocessing(JsonObject preprocessing) {
        PreprocessingConfig config = new PreprocessingConfig(
                preprocessing.numbers("mean"),
                preprocessing.numbers("std"),
                preprocessing.constant("interpolation", List.of(Interpolation.values())));
        preprocessing.requireNothingElse();
        return config;
    }

    private static Provenance readProvenance(JsonObject provenance) {
        Provenance read = new Provenance(
                provenance.text("format"),
                provenance.objects("files").stream()
                        .map(ConfigFile::readSourceFile)
                        .toList(),
                provenance.integer("converter_version"));
        provenance.requireNothingElse();
        return read;
    }

    private static SourceFile readSourceFile(JsonObject file) {
        SourceFile read = new SourceFile(file.text("name"), file.text("sha256"));
        file.requireNothingElse();
        return read;
    }

    private static void requireArchitecture(JsonObject root, ClipConfig config) {
        if (!root.has("architecture")) {
            return;
        }
        String named = root.text("architecture");
        Optional<String> actual = KnownArchitecture.of(config).map(KnownArchitecture::name);
        if (!actual.equals(Optional.of(named))) {
            throw root.badValue(
                    "architecture",
                    "is %s, but the sizes are those of %s"
                            .formatted(Excerpt.quote(named), actual.orElse("no known architecture")));
        }
    }

    /** The file's text for a model. */
    public static String toJson(ClipConfig config) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("format", FORMAT);
        root.put("version", VERSION);
        KnownArchitecture.of(config).ifPresent(known -> root.put("architecture", known.name()));
        root.put("embedding_dim", config.embeddingDim());
        root.put("image_resolution", config.imageResolution());
        writeVision(root.putObject("vision"), config.vision());
        writeText(root.putObject("text"), config.text());
        root.put("activation", JsonObject.nameOf(config.activation()));
        root.put("layer_norm_epsilon", config.layerNormEpsilon());
        writePreprocessing(root.putObject("preprocessing"), config.preprocessing());
        config.provenance().ifPresent(provenance -> writeProvenance(root.putObject("provenance"), provenance));
        return MAPPER.writeValueAsString(root) + "\n";
    }

    private static void writeVision(ObjectNode node, VisionConfig vision) {
        switch (vision) {
            case VitConfig vit -> {
                node.put("kind", "vit");
                node.put("width", vit.width());
                node.put("layers", vit.layers());
                node.put("heads", vit.heads());
                node.put("patch_size", vit.patchSize());
            }
            case ResNetConfig resNet -> {
                node.put("kind", "resnet");
                node.put("width", resNet.width());
                ArrayNode layers = node.putArray("layers");
                resNet.layers().forEach(layers::add);
                node.put("heads", resNet.heads());
            }
        }
    }

    private static void writeText(ObjectNode node, TextConfig text) {
        node.put("context_length", text.contextLength());
        node.put("vocabulary_size", text.vocabularySize());
        node.put("width", text.width());
        node.put("heads", text.heads());
        node.put("layers", text.layers());
    }

    private static void writePreprocessing(ObjectNode node, PreprocessingConfig preprocessing) {
        ArrayNode mean = node.putArray("mean");
        preprocessing.mean().forEach(mean::add);
        ArrayNode std = node.putArray("std");
        preprocessing.std().forEach(std::add);
        node.put("interpolation", JsonObject.nameOf(preprocessing.interpolation()));
    }

    private static void writeProvenance(ObjectNode node, Provenance provenance) {
        node.put("format", provenance.format());
        ArrayNode files = node.putArray("files");
        for (SourceFile file : provenance.files()) {
            files.addObject().put("name", file.name()).put("sha256", file.sha256());
        }
        node.put("converter_version", provenance.converterVersion());
    }
}

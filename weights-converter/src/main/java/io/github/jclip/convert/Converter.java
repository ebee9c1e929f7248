// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.ConfigFile;
import io.github.jclip.clip.ModelFolder;
import io.github.jclip.clip.Provenance;
import io.github.jclip.clip.tokenizer.TokenizerFiles;
import io.github.jclip.convert.ConvertReport.Kind;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.AtomicFolder;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import io.github.jclip.tensor.io.FileHash;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import io.github.jclip.tensor.safetensors.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes jclip's folders from other programs' checkpoints. The source is mapped, one tensor at a time is copied, and the
 * folder appears complete or not at all.
 */
public final class Converter {
    /** Which rules made a folder; higher when the same source gives another result. */
    public static final int VERSION = 1;

    private static final String BASE_FEATURES = "base_text_features";
    private static final String RESIDUALS = "text_feature_residuals";
    private static final String ENHANCED_WEIGHT = "weight";

    /** Tensors may share memory, but no model writes out more than a few times what it stores. */
    private static final long MAX_EXPANSION = 4;

    private static final long ALWAYS_ALLOWED = 1 << 20;

    private final ConvertRequest request;
    private final Source source;
    private final Checkpoint checkpoint;
    private final StateDict state;
    private final List<String> notes = new ArrayList<>();

    private Converter(ConvertRequest request, Source source, Checkpoint checkpoint) {
        this.request = request;
        this.source = source;
        this.checkpoint = checkpoint;
        this.state = StateDict.of(checkpoint);
    }

    /**
     * Converts a checkpoint.
     *
     * @throws BadInputException if the source is missing, damaged or not something that jclip knows, or the output
     *     cannot be written; nothing is left behind then
     */
    public static ConvertReport convert(ConvertRequest request) {
        Source source = Source.locate(request.source());
        try (Checkpoint checkpoint = Checkpoint.open(source.weights())) {
            return new Converter(request, source, checkpoint).convert();
        }
    }

    private ConvertReport convert() {
        if (state.contains(BASE_FEATURES) && state.contains(RESIDUALS)) {
            return convertTaskRes();
        }
        if (state.names().size() == 1 && state.contains(ENHANCED_WEIGHT)) {
            return convertEnhancedBase();
        }
        return convertModel();
    }

    // ---- a whole model ----

    private ConvertReport convertModel() {
        UnsupportedModels.refuse(state);
        boolean huggingFace = HuggingFaceNames.in(state);
        Settings settings = settings(huggingFace);
        List<TensorSource> tensors = huggingFace ? HuggingFaceNames.toOpenAi(state) : openAi();
        notes.addAll(settings.notes());
        ClipConfig config = Architecture.recognise(checkpoint.file(), shapes(tensors), settings);
        Optional<TokenizerFiles> vocabulary =
                request.vocabulary().map(TokenizerFiles::given).or(() -> TokenizerFiles.in(source.folder()));
        if (vocabulary.isEmpty()) {
            notes.add("no vocabulary found: texts cannot be encoded until bpe.txt.gz is put into the folder");
        }
        List<TensorSource> converted = inRequestedType(tensors);
        return write(Kind.MODEL, Optional.of(config), converted, folder -> {
            try (SourceHashes hashes = SourceHashes.start(checkpoint.files())) {
                SafetensorsWriter.write(folder.resolve(ModelFolder.WEIGHTS), converted, Map.of("format", "pt"));
                Provenance provenance = new Provenance(checkpoint.format().toString(), hashes.await(), VERSION);
                AtomicFile.write(
                        folder.resolve(ModelFolder.CONFIG), ConfigFile.toJson(config.withProvenance(provenance)));
            }
            vocabulary.ifPresent(files -> files.copyTo(folder));
        });
    }

    private List<TensorSource> openAi() {
        if (!state.contains("token_embedding.weight") || !state.hasPrefix("visual.")) {
            throw new BadInputException(
                    Excerpt.line("%s: its %d tensors (%s, …) are not those of a CLIP model; give a CLIP checkpoint"
                            .formatted(
                                    checkpoint.file(),
                                    checkpoint.names().size(),
                                    Excerpt.quote(checkpoint.names().iterator().next()))));
        }
        return state.names().stream()
                .map(name -> TensorSource.of(name, state.weight(name)))
                .toList();
    }

    private static Map<String, Shape> shapes(List<TensorSource> tensors) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        tensors.forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
        return shapes;
    }

    private Settings settings(boolean huggingFace) {
        if (huggingFace) {
            return withRequestedActivation(HuggingFaceConfig.read(source.folder()));
        }
        if (source.openClipConfig().isPresent()) {
            return withRequestedActivation(
                    OpenClipConfig.read(source.openClipConfig().get()));
        }
        if (request.activation().isPresent()) {
            return Settings.openAi(List.of())
                    .withActivation(request.activation().get());
        }
        if (state.hasCustomText()) {
            throw new BadInputException(
                    Excerpt.line(
                            checkpoint.file()
                                    + ": weights of open_clip without open_clip_config.json beside them; give their folder or --activation"));
        }
        return Settings.openAi(
                List.of("no configuration beside the weights: OpenAI's quick_gelu and preprocessing assumed"));
    }

    private Settings withRequestedActivation(Settings settings) {
        return request.activation().map(settings::withActivation).orElse(settings);
    }

    private List<TensorSource> inRequestedType(List<TensorSource> tensors) {
        return request.dtype()
                .map(dtype -> tensors.stream()
                        .map(tensor -> FloatConversion.convert(checkpoint.file(), tensor, dtype))
                        .toList())
                .orElse(tensors);
    }

    // ---- parts ----

    /** TaskRes' prompt learner: base classifier t and residual x, both [K, E]. */
    private ConvertReport convertTaskRes() {
        Tensor base = matrix(BASE_FEATURES);
        Tensor residuals = matrix(RESIDUALS);
        if (!residuals.shape().equals(base.shape())) {
            throw state.badShape(RESIDUALS, residuals.shape(), "%s as %s has".formatted(base.shape(), BASE_FEATURES));
        }
        List<TensorSource> tensors =
                inRequestedType(List.of(TensorSource.of(BASE_FEATURES, base), TensorSource.of(RESIDUALS, residuals)));
        return writePart(Kind.TASKRES, "taskres.safetensors", tensors);
    }

    /** TaskRes' enhanced base: a text projection tuned as a linear layer [E, C], written as OpenAI's is, [C, E]. */
    private ConvertReport convertEnhancedBase() {
        Tensor projection = matrix(ENHANCED_WEIGHT).transpose(0, 1);
        List<TensorSource> tensors = inRequestedType(List.of(TensorSource.of("text_projection", projection)));
        return writePart(Kind.ENHANCED_BASE, "enhanced_base.safetensors", tensors);
    }

    private Tensor matrix(String name) {
        Tensor tensor = state.weight(name);
        if (tensor.rank() != 2) {
            throw state.badShape(name, tensor.shape(), "two dimensions");
        }
        return tensor;
    }

    private ConvertReport writePart(Kind kind, String fileName, List<TensorSource> tensors) {
        return write(kind, Optional.empty(), tensors, folder -> {
            Map<String, String> metadata = new LinkedHashMap<>();
            metadata.put("kind", kind.name());
            metadata.put("source", checkpoint.file().getFileName().toString());
            metadata.put("source_sha256", FileHash.sha256(checkpoint.file()));
            metadata.put("converter_version", Integer.toString(VERSION));
            Optional.ofNullable(checkpoint.values().get("epoch"))
                    .ifPresent(epoch -> metadata.put("epoch", epoch.toString()));
            SafetensorsWriter.write(folder.resolve(fileName), tensors, metadata);
        });
    }

    // ---- output ----

    private ConvertReport write(
            Kind kind, Optional<ClipConfig> config, List<TensorSource> tensors, AtomicFolder.Content content) {
        long bytes = tensors.stream()
                .mapToLong(
                        tensor -> tensor.shape().elementCount() * tensor.dtype().byteSize())
                .reduce(0, Converter::addSaturated);
        requireProportion(bytes);
        AtomicFolder.write(request.output(), content);
        return new ConvertReport(kind, checkpoint.format(), request.output(), config, tensors.size(), bytes, notes);
    }

    /** Strides of 0 let a small file claim tensors that no disk holds. */
    private void requireProportion(long bytes) {
        long stored = checkpoint.files().stream().mapToLong(Converter::sizeOf).sum();
        if (bytes > ALWAYS_ALLOWED + MAX_EXPANSION * stored) {
            throw new BadInputException(Excerpt.line("%s: its tensors repeat %d bytes to %d; give a plain checkpoint"
                    .formatted(checkpoint.file(), stored, bytes)));
        }
    }

    private static long addSaturated(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }
}

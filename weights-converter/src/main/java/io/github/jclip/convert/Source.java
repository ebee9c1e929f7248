// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the user pointed at: a file, or a folder of a known kind.
 *
 * @param weights the file with the weights, or the index of several
 * @param openClipConfig open_clip's configuration that belongs to it
 */
record Source(Path weights, Optional<Path> openClipConfig) {
    private static final String OPEN_CLIP_PREFIX = "open_clip";
    private static final List<String> OPEN_CLIP_WEIGHTS =
            List.of("open_clip_model.safetensors", "open_clip_pytorch_model.bin");
    private static final List<String> HUGGING_FACE_WEIGHTS =
            List.of("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin");

    /**
     * Looks at a path.
     *
     * @throws BadInputException if it is missing, or a folder without known weights
     */
    static Source locate(Path path) {
        return Files.isDirectory(path) ? ofFolder(path) : ofFile(path);
    }

    private static Source ofFile(Path file) {
        Path config = file.resolveSibling(OpenClipConfig.FILE);
        boolean openClip = file.getFileName().toString().startsWith(OPEN_CLIP_PREFIX) && Files.exists(config);
        return new Source(file, openClip ? Optional.of(config) : Optional.empty());
    }

    private static Source ofFolder(Path folder) {
        Path openClipConfig = folder.resolve(OpenClipConfig.FILE);
        if (Files.exists(openClipConfig)) {
            Optional<Path> weights = first(folder, OPEN_CLIP_WEIGHTS);
            if (weights.isPresent()) {
                return new Source(weights.get(), Optional.of(openClipConfig));
            }
        }
        Path config = folder.resolve(HuggingFaceConfig.CONFIG);
        if (!Files.exists(config)) {
            throw new BadInputException(Excerpt.line("%s: neither open_clip_config.json with %s nor config.json; "
                            .formatted(folder, String.join(" or ", OPEN_CLIP_WEIGHTS))
                    + "give the checkpoint file itself"));
        }
        if (ForeignJson.read(config).has("format")) {
            throw new BadInputException(Excerpt.line(folder + ": already a jclip model folder; give a checkpoint"));
        }
        return first(folder, HUGGING_FACE_WEIGHTS)
                .map(weights -> new Source(weights, Optional.empty()))
                .orElseThrow(() -> new BadInputException(Excerpt.line("%s: no %s next to config.json; fetch the weights"
                        .formatted(folder, String.join(", ", HUGGING_FACE_WEIGHTS)))));
    }

    private static Optional<Path> first(Path folder, List<String> names) {
        return names.stream().map(folder::resolve).filter(Files::exists).findFirst();
    }

    /** The folder in which the weights lie. */
    Path folder() {
        return weights.toAbsolutePath().getParent();
    }
}

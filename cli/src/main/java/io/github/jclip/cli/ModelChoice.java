// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.BundledModel;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A model as the user names it: a model folder, or one that jclip brings, which is unpacked when it is first wanted. A
 * folder that is called like one of these is named {@code ./bundled}.
 */
final class ModelChoice {
    static final String LABEL = "DIR|bundled";
    static final String DEFAULT_HELP =
            "Model folder; 'jclip convert' makes one. Default: bundled, a small one that knows the pictures of 'jclip "
                    + "world' and no photos.";
    static final String HELP = "Model folder; 'jclip convert' makes one. Or bundled, the small one that jclip brings.";

    private final String name;
    private Path folder;

    /** @param name as given, or {@link BundledModel#DEFAULT} */
    ModelChoice(String name) {
        this.name = name;
    }

    /**
     * The model folder. Logs which model it is, once, if jclip brings it.
     *
     * @throws BadInputException if jclip does not bring that model, or cannot unpack it
     */
    Path folder(OutputOptions output) {
        if (folder == null) {
            folder = BundledModel.named(name)
                    .map(model -> unpacked(model, output))
                    .orElseGet(this::given);
        }
        return folder;
    }

    private static Path unpacked(BundledModel model, OutputOptions output) {
        Path models = Path.of(CacheFolder.ofEnvironment(System.getenv()).path()).resolve("models");
        output.log("model=%s, trained on drawn pictures alone; --model DIR takes another".formatted(model.name()));
        try {
            return model.unpack(models);
        } catch (BadInputException e) {
            throw new BadInputException("%s (%s names it)".formatted(e.getMessage(), CacheFolder.VARIABLE), e);
        }
    }

    private Path given() {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new BadInputException(Excerpt.line("--model %s: is no path; check it".formatted(name)), e);
        }
    }

    /** As the user gave it. */
    @Override
    public String toString() {
        return name;
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.jclip.cli.InProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The bundled recipe with towers so small that a training of them takes no time. */
public final class TinyRecipe {
    private static final int SIDE = 32;
    private static final int WIDTH = 16;

    private TinyRecipe() {}

    /** Writes the recipe. */
    public static Path write(Path file, int steps) throws IOException {
        Finished printed = InProcess.run("pretrain", "--print-recipe");
        assertEquals(0, printed.exitCode(), printed.err());
        ObjectNode recipe = (ObjectNode) JsonMapper.shared().readTree(printed.out());
        ObjectNode model = recipe.withObject("/model");
        model.put("image_resolution", SIDE).put("embedding_dim", WIDTH);
        model.withObject("/vision").put("width", WIDTH).put("layers", 1).put("heads", 2);
        model.withObject("/text")
                .put("context_length", 32)
                .put("vocabulary_size", 560)
                .put("width", WIDTH)
                .put("layers", 1)
                .put("heads", 2);
        recipe.withObject("/training")
                .put("steps", steps)
                .put("warm_up_steps", 2)
                .put("batch_size", 6)
                .put("micro_batch", 6);
        recipe.withObject("/data").put("side", SIDE);
        return Files.writeString(file, JsonMapper.shared().writeValueAsString(recipe));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.cli.InProcess;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.TinyRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code jclip pretrain}, as a user runs it. */
class PretrainTest {
    private static final int STEPS = 4;

    @TempDir
    private Path folder;

    private Path recipe;
    private Path pairs;

    @BeforeEach
    void layOut() throws IOException {
        recipe = TinyRecipe.write(folder.resolve("recipe.json"), STEPS);
        pairs = folder.resolve("pairs");
        succeed("world", pairs.toString(), "--count", "14", "--side", "40");
    }

    private static Finished succeed(String... arguments) {
        Finished finished = InProcess.run(arguments);
        assertEquals(0, finished.exitCode(), finished.err());
        return finished;
    }

    private Finished pretrain(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "pretrain",
                "--recipe",
                recipe.toString(),
                "--out",
                folder.resolve("model").toString()));
        arguments.addAll(List.of(more));
        return InProcess.run(arguments.toArray(String[]::new));
    }

    @Test
    void theModelOfOwnPicturesWorksWithOtherCommands() throws IOException {
        Finished trained =
                pretrain("--images", pairs.toString(), "--val", pairs.toString(), "--eval-every", "2", "--json");
        assertEquals(0, trained.exitCode(), trained.err());
        assertTrue(trained.err().contains("parameters; "), trained.err());
        assertTrue(trained.err().contains("step 2: retrieval R@1"), trained.err());
        JsonNode result = JsonMapper.shared().readTree(trained.out());
        assertEquals(6 * STEPS, result.get("pairs").asInt());
        assertTrue(result.get("zeroShot").isNull());
        assertTrue(result.get("imageToText").asDouble() >= 0);

        Path model = folder.resolve("model");
        succeed(
                "classify",
                "--model",
                model.toString(),
                "--labels",
                "apple,boat",
                pairs.resolve("images").toString());
        Path texts = Files.writeString(folder.resolve("texts.txt"), "a red apple\n");
        succeed(
                "encode",
                "--model",
                model.toString(),
                "--texts",
                texts.toString(),
                "--out",
                folder.resolve("texts.safetensors").toString());
        assertEquals(1 + STEPS, Files.readAllLines(model.resolve("metrics.csv")).size());
        assertEquals(3, Files.readAllLines(model.resolve("evaluations.csv")).size());
    }

    @Test
    void aFinishedTrainingStaysAsItIs() throws IOException {
        assertEquals(0, pretrain("--images", pairs.toString(), "--quiet").exitCode());
        byte[] weights = Files.readAllBytes(folder.resolve("model/model.safetensors"));
        Finished refused = pretrain("--images", pairs.toString());
        assertEquals(2, refused.exitCode());
        assertTrue(refused.complaints().getFirst().contains("--resume"), refused.err());
        assertEquals(0, pretrain("--images", pairs.toString(), "--resume").exitCode());
        assertArrayEquals(weights, Files.readAllBytes(folder.resolve("model/model.safetensors")));
    }

    @Test
    void theRecipeThatIsPrintedMakesTheSame() {
        Finished printed = pretrain("--steps", "40", "--batch-size", "8", "--print-recipe");
        JsonNode training = JsonMapper.shared().readTree(printed.out()).get("training");
        assertEquals(40, training.get("steps").asInt());
        assertEquals(20, training.get("warm_up_steps").asInt());
        assertEquals(8, training.get("micro_batch").asInt());
        assertFalse(Files.exists(folder.resolve("model")));
    }

    @Test
    void theHelpShowsAnExample() {
        assertTrue(succeed("pretrain", "--help").out().contains("jclip pretrain --recipe bundled --out my-model"));
    }
}

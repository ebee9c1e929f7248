// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.pretrain.Recipe.ImageFilePairs;
import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeFileTest {
    @TempDir
    private Path folder;

    private Recipe read(String content) throws IOException {
        Path file = folder.resolve("recipe.json");
        Files.writeString(file, content);
        return RecipeFile.read(file.toString());
    }

    @Test
    void theBundledRecipeIsReadAndWritten() throws IOException {
        Recipe bundled = RecipeFile.read(RecipeFile.BUNDLED);
        assertEquals(bundled, read(RecipeFile.toJson(bundled)));
    }

    @Test
    void aRecipeForFilesIsReadAndWritten() throws IOException {
        Recipe recipe = TinyRecipes.of(
                TinyRecipes.RESNET,
                new ImageFilePairs(folder.resolve("pairs.csv"), Optional.of(folder.resolve("val")), 0.5, true));
        assertEquals(recipe, read(RecipeFile.toJson(recipe)));
    }

    @Test
    void pathsAreRelativeToTheRecipe() throws IOException {
        Recipe recipe = read(RecipeFile.toJson(RecipeFile.read(RecipeFile.BUNDLED))
                .replaceAll(
                        "(?s)\"data\" : \\{.*?\\}",
                        "\"data\":{\"kind\":\"files\",\"list\":\"a/b.csv\",\"smallest_crop\":0.9,\"truncate\":false}"));
        assertEquals(folder.resolve("a/b.csv"), ((ImageFilePairs) recipe.data()).list());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "steps" : \\d+            | "steps" : 0            | training.steps is 0; give a number from 1
            "steps" : \\d+            | "steps" : 1.5          | training.steps is not an integer
            "steps" : \\d+            | "stepps" : 3           | training.steps is missing
            "seed" : 1,               | "seed" : 1, "sneed":2, | training.sneed is not known
            "batch_size" : \\d+       | "batch_size" : 1       | training.batch_size is 1; give a number from 2
            "micro_batch" : \\d+      | "micro_batch" : 7      | training.micro_batch is 7, which does not divide
            "warm_up_steps" : \\d+    | "warm_up_steps" : 1000000 | training.warm_up_steps is 1000000
            "learning_rate" : [^,]+   | "learning_rate" : -1   | training.learning_rate is -1.0
            "beta2" : [^,]+           | "beta2" : 1            | training.beta2 is 1.0
            "kind" : "world"          | "kind" : "moon"        | data.kind is 'moon'; it must be world or files
            "side" : \\d+             | "side" : 4             | data.side is 4
            "patch_size" : 8          | "patch_size" : 7       | model: image resolution 64 is not a multiple of patch size 7
            "weights" : "f16"         | "weights" : "i8"       | weights is 'i8'
            "format" : "jclip-recipe" | "format" : "cake"      | not a recipe
            """)
    void whatCannotBeIsOneLine(String pattern, String replacement, String complaint) {
        String recipe = RecipeFile.toJson(RecipeFile.read(RecipeFile.BUNDLED));
        String changed = recipe.replaceFirst(pattern, replacement);
        BadInputException refused = assertThrows(BadInputException.class, () -> read(changed));
        assertTrue(refused.getMessage().contains(complaint), refused.getMessage());
        assertTrue(refused.getMessage().contains("recipe.json"), refused.getMessage());
        assertEquals(1, refused.getMessage().lines().count());
    }

    @Test
    void aMissingFileIsNamed() {
        BadInputException refused = assertThrows(
                BadInputException.class,
                () -> RecipeFile.read(folder.resolve("none.json").toString()));
        assertTrue(refused.getMessage().contains("none.json"), refused.getMessage());
    }
}

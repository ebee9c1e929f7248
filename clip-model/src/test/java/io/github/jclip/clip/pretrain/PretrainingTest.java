// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.VisionConfig;
import io.github.jclip.clip.pretrain.Recipe.DrawnWorld;
import io.github.jclip.clip.pretrain.Recipe.ImageFilePairs;
import io.github.jclip.clip.pretrain.Recipe.PairData;
import io.github.jclip.clip.world.PictureFormat;
import io.github.jclip.clip.world.World;
import io.github.jclip.clip.world.WorldFolder;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PretrainingTest {
    private static final PairData WORLD = new DrawnWorld(3, TinyRecipes.SIDE);
    private static final int PICTURES = 14;

    @TempDir
    private Path folder;

    private static Optional<Evaluation> train(Recipe recipe, Path out, boolean resume, int threads, int stopAfter) {
        PretrainingListener listener = new PretrainingListener() {
            @Override
            public void stepped(int step, int steps, double loss) {
                if (step == stopAfter) {
                    throw new Interruption();
                }
            }
        };
        try (CpuDevice device = new CpuDevice(threads)) {
            return Pretraining.run(recipe, out, new PretrainingOptions(resume, 2, 3, 1, threads), device, listener);
        }
    }

    private static final class Interruption extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private Optional<Evaluation> trained(Recipe recipe, String out) {
        return train(recipe, folder.resolve(out), false, 2, -1);
    }

    private PairData files() {
        return files(false);
    }

    private PairData files(boolean truncate) {
        Path pairs = folder.resolve("pairs");
        if (!Files.exists(pairs)) {
            new WorldFolder(new World(8, 40), PictureFormat.PNG, () -> {}).writePairs(pairs, PICTURES);
        }
        return new ImageFilePairs(pairs, Optional.of(pairs), 0.9, truncate);
    }

    static Stream<Arguments> trainings() {
        return Stream.of(Arguments.of(TinyRecipes.RESNET, false), Arguments.of(TinyRecipes.VIT, true));
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void endsWithTheSameBitsWhereverItIsInterrupted(VisionConfig vision, boolean onFiles) throws IOException {
        Recipe recipe = TinyRecipes.of(vision, onFiles ? files() : WORLD);
        trained(recipe, "whole");
        for (int stop : new int[] {1, 5}) {
            Path out = folder.resolve("stopped" + stop);
            assertThrows(Interruption.class, () -> train(recipe, out, false, 1, stop));
            train(recipe, out, true, 2, -1);
            for (String file : List.of(
                    "model.safetensors",
                    "checkpoint.safetensors",
                    "metrics.csv",
                    "evaluations.csv",
                    "config.json",
                    "recipe.json",
                    "bpe.txt")) {
                assertArrayEquals(
                        Files.readAllBytes(folder.resolve("whole").resolve(file)),
                        Files.readAllBytes(out.resolve(file)),
                        file + " after step " + stop);
            }
        }
    }

    @Test
    void leavesAModelFolderAndTwoTables() throws IOException {
        Optional<Evaluation> last = trained(TinyRecipes.of(TinyRecipes.VIT, WORLD), "out");
        Path out = folder.resolve("out");
        try (CpuDevice device = new CpuDevice(1);
                Clip clip = Clip.open(out, device);
                Scope scope = Scope.ofHost()) {
            assertEquals(16, clip.encodeTexts(List.of("a red apple"), scope).dim(1));
            assertEquals(
                    "jclip pretrain", clip.config().provenance().orElseThrow().format());
        }
        assertEquals(
                1 + TinyRecipes.STEPS,
                Files.readAllLines(out.resolve("metrics.csv")).size());
        List<String> evaluations = Files.readAllLines(out.resolve("evaluations.csv"));
        assertEquals(3, evaluations.size());
        assertEquals(last.orElseThrow().toCsv().strip(), evaluations.getLast());
        assertTrue(last.orElseThrow().zeroShot().isPresent());
    }

    @Test
    void filesAreEvaluatedOnTheirValidationList() {
        Evaluation last =
                trained(TinyRecipes.of(TinyRecipes.VIT, files()), "out").orElseThrow();
        assertFalse(last.zeroShot().isPresent());
        assertTrue(last.retrieval().imageToText() >= 0);
    }

    @Test
    void aSeedMakesAnotherModel() throws IOException {
        Recipe recipe = TinyRecipes.of(TinyRecipes.VIT, files());
        trained(recipe, "one");
        Recipe.Training t = recipe.training();
        trained(
                recipe.withTraining(new Recipe.Training(
                        t.seed() + 1,
                        t.steps(),
                        t.batchSize(),
                        t.microBatch(),
                        t.learningRate(),
                        t.textRate(),
                        t.warmUpSteps(),
                        t.weightDecay(),
                        t.beta1(),
                        t.beta2(),
                        t.epsilon(),
                        t.maxGradientNorm(),
                        t.recompute())),
                "other");
        assertNotEquals(
                Files.readString(folder.resolve("one/metrics.csv")),
                Files.readString(folder.resolve("other/metrics.csv")));
    }

    @Test
    void aLossThatIsNoNumberStopsTheTrainingAndKeepsTheLastGoodCheckpoint() {
        Recipe recipe = TinyRecipes.of(TinyRecipes.VIT, files());
        Path out = folder.resolve("out");
        assertThrows(Interruption.class, () -> train(recipe, out, false, 1, 3));
        poison(out.resolve("checkpoint.safetensors"));
        BadInputException stopped = assertThrows(BadInputException.class, () -> train(recipe, out, true, 1, -1));
        assertTrue(
                stopped.getMessage()
                        .matches(".*the loss of step 3 is NaN .*\\.png and 5 others.*checkpoint of step 2 is kept.*"),
                stopped.getMessage());
        try (Safetensors file = Safetensors.open(out.resolve("checkpoint.safetensors"))) {
            assertEquals(2, PretrainingCheckpoint.read(file).steps());
        }
    }

    /** Makes a parameter NaN, as no step would. */
    private static void poison(Path checkpoint) {
        try (CpuDevice device = new CpuDevice(1);
                Safetensors file = Safetensors.open(checkpoint);
                Scope scope = Scope.ofHost()) {
            PretrainingCheckpoint good = PretrainingCheckpoint.read(file);
            Map<String, Tensor> model = new HashMap<>(good.model());
            Tensor projection = model.get("text_projection").copyTo(scope, DType.F32);
            projection.setFlat(0, Double.NaN);
            model.put("text_projection", projection);
            new PretrainingCheckpoint(
                            good.recipe(),
                            good.fingerprint(),
                            good.steps(),
                            good.metrics(),
                            good.evaluations(),
                            model,
                            good.optimizer())
                    .write(checkpoint, device);
        }
    }

    @Test
    void aBrokenImageIsNamedBeforeTheTrainingBegins() throws IOException {
        PairData data = files();
        Path image = folder.resolve("pairs/images/0000003.png");
        Files.write(image, new byte[] {1, 2, 3});
        refuses(TinyRecipes.of(TinyRecipes.VIT, data), image + ": not an image");
    }

    @Test
    void aLongCaptionIsNamedUnlessItMayBeCut() throws IOException {
        PairData data = files();
        Path list = folder.resolve("pairs/pairs.csv");
        Files.writeString(list, Files.readString(list) + "images/0000001.png," + "purple xylophone ".repeat(20) + "\n");
        refuses(TinyRecipes.of(TinyRecipes.VIT, data), "0000001.png: its caption 'purple xylophone");
        trained(TinyRecipes.of(TinyRecipes.VIT, files(true)), "cut");
    }

    @Test
    void aListShorterThanABatchIsRefused() throws IOException {
        files();
        Path list = folder.resolve("pairs/few.csv");
        Files.writeString(list, "images/0000001.png,a thing\n");
        refuses(
                TinyRecipes.of(TinyRecipes.VIT, new ImageFilePairs(list, Optional.empty(), 0.9, false)),
                "few.csv: lists 1 pairs, too few for a batch of 6");
    }

    @Test
    void anotherRecipeDoesNotGoOn() {
        Recipe recipe = TinyRecipes.of(TinyRecipes.VIT, files());
        Path out = folder.resolve("out");
        assertThrows(Interruption.class, () -> train(recipe, out, false, 1, 2 + 1));
        Recipe other = recipe.withTraining(TinyRecipes.training(2e-3, TinyRecipes.PAIRS));
        BadInputException refused = assertThrows(BadInputException.class, () -> train(other, out, true, 1, -1));
        assertTrue(refused.getMessage().contains("was trained by another recipe"), refused.getMessage());
        BadInputException taken = assertThrows(BadInputException.class, () -> train(recipe, out, false, 1, -1));
        assertTrue(taken.getMessage().contains("--resume"), taken.getMessage());
    }

    @Test
    void aResNetTakesABatchWhole() {
        Recipe recipe = TinyRecipes.of(TinyRecipes.RESNET, WORLD).withTraining(TinyRecipes.training(1e-3, 3));
        refuses(recipe, "micro_batch 3: a ResNet");
    }

    private void refuses(Recipe recipe, String message) {
        BadInputException refused = assertThrows(BadInputException.class, () -> trained(recipe, "out"));
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
        assertFalse(Files.exists(folder.resolve("out")));
    }
}

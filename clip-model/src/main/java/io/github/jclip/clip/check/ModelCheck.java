// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.check;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.ModelFolder;
import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Checks a model folder by using it: names and shapes (by opening it), finite weights, the tokenizer, both towers, and
 * published values where they exist for the model.
 */
public final class ModelCheck {
    /** OpenAI's vocabulary; others have no known ids. */
    private static final int OPENAI_VOCABULARY = 49408;

    private static final String PROMPT = "a photo of a cat.";
    private static final int[] PROMPT_IDS = {320, 1125, 539, 320, 2368, 269};

    /**
     * Of the largest element: two ways to compute the same embedding differ by the order of sums only. Several dozen
     * layers amplify the unit roundoff 6e-8 of F32 to about 1e-6.
     */
    private static final double CONSISTENCY = 1e-5;

    private final Clip clip;
    private final ModelFolder folder;
    private final List<CheckResult> results = new ArrayList<>();

    private ModelCheck(Clip clip, ModelFolder folder) {
        this.clip = clip;
        this.folder = folder;
    }

    /**
     * Runs every check.
     *
     * @throws BadInputException if the folder cannot be opened as a model folder at all
     */
    public static List<CheckResult> run(Path modelFolder, Device device) {
        try (ModelFolder folder = ModelFolder.open(modelFolder);
                Clip clip = Clip.open(modelFolder, device)) {
            ModelCheck check = new ModelCheck(clip, folder);
            check.shapes();
            if (check.weights()) {
                check.tokenizer();
                check.imageTower();
                check.textTower();
                check.results.addAll(PublishedValues.compare(clip));
            }
            return List.copyOf(check.results);
        }
    }

    /** Opening the folder has compared every shape with the configuration. */
    private void shapes() {
        int count = folder.weights().names().size();
        results.add(CheckResult.passed("shapes", count + " tensors as config.json implies"));
    }

    private boolean weights() {
        Safetensors weights = folder.weights();
        Optional<String> broken = weights.names().stream()
                .filter(name -> FiniteScan.firstNonFinite(weights.tensor(name)) >= 0)
                .findFirst();
        results.add(
                broken.map(name -> CheckResult.failed("weights", "tensor " + name + " has NaN or infinite elements"))
                        .orElseGet(() -> CheckResult.passed("weights", "all finite")));
        return broken.isEmpty();
    }

    private void tokenizer() {
        try {
            folder.vocabulary();
        } catch (BadInputException e) {
            results.add(CheckResult.skipped("tokenizer", e.getMessage()));
            return;
        }
        try {
            results.add(knownIds(folder.tokenizer()));
        } catch (BadInputException e) {
            results.add(CheckResult.failed("tokenizer", e.getMessage()));
        }
    }

    private static CheckResult knownIds(ClipTokenizer tokenizer) {
        int size = tokenizer.vocabularySize();
        if (size != OPENAI_VOCABULARY) {
            return CheckResult.passed("tokenizer", size + " tokens; no published ids for this vocabulary");
        }
        int[] ids = tokenizer.encode(PROMPT);
        return Arrays.equals(ids, PROMPT_IDS)
                ? CheckResult.passed("tokenizer", "'%s' has its published ids".formatted(PROMPT))
                : CheckResult.failed(
                        "tokenizer",
                        "'%s' became %s, not %s".formatted(PROMPT, Arrays.toString(ids), Arrays.toString(PROMPT_IDS)));
    }

    /** An image alone and the same image within a batch must have the same embedding. */
    private void imageTower() {
        int resolution = clip.config().imageResolution();
        try (Scope scope = Scope.ofHost()) {
            Tensor batch = scope.allocate(DType.F32, 3, 3, resolution, resolution);
            for (long i = 0; i < batch.elementCount(); i++) {
                batch.setFlat(i, Math.sin(0.37 * i) + Math.cos(0.011 * i));
            }
            Tensor together = clip.encodeImages(batch, scope);
            Tensor alone = clip.encodeImages(batch.slice(0, 1, 2), scope);
            results.add(agreement("image tower", "alone and in a batch", alone, together.slice(0, 1, 2)));
        }
    }

    /** A text computed up to its end and within a batch of longer texts must have the same embedding. */
    private void textTower() {
        int context = clip.config().text().contextLength();
        int end = clip.config().text().vocabularySize() - 1;
        int[] text = new int[context];
        text[0] = end - 1;
        text[1] = 1;
        text[2] = end;
        int[] longest = text.clone();
        Arrays.fill(longest, 1, context - 1, 2);
        longest[context - 1] = end;
        try (Scope scope = Scope.ofHost()) {
            int width = clip.config().embeddingDim();
            Tensor alone = scope.allocate(DType.F32, 1, width);
            clip.textEncoder().encode(new int[][] {text}, alone);
            Tensor together = scope.allocate(DType.F32, 2, width);
            clip.textEncoder().encode(new int[][] {text, longest}, together);
            results.add(agreement("text tower", "up to its end and padded", alone, together.slice(0, 0, 1)));
        }
    }

    private static CheckResult agreement(String check, String detail, Tensor first, Tensor second) {
        float[] a = first.toFloatArray();
        float[] b = second.toFloatArray();
        double largest = 0;
        double error = 0;
        for (int i = 0; i < a.length; i++) {
            if (!Float.isFinite(a[i]) || !Float.isFinite(b[i])) {
                return CheckResult.failed(check, "the embedding has NaN or infinite elements");
            }
            largest = Math.max(largest, Math.abs(a[i]));
            error = Math.max(error, Math.abs(a[i] - b[i]));
        }
        return CheckResult.ofError(check, detail, error, CONSISTENCY * largest);
    }
}

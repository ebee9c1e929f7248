// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.clip.image.PreprocessingPlace;
import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.clip.tower.EncodingStage;
import io.github.jclip.clip.tower.ImageEncoder;
import io.github.jclip.clip.tower.TextEncoder;
import io.github.jclip.clip.tower.TowerSettings;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A CLIP model on a device: images and texts in, embeddings and logits out. Its parts are loaded when they are first
 * needed, so that embedding texts does not load the image tower.
 *
 * {@snippet :
 * try (Device device = Devices.open("cpu"); Clip clip = Clip.open(folder, device); Scope scope = Scope.ofHost()) {
 *     ZeroShotClassifier classifier = clip.zeroShot(List.of("cat", "dog"), List.of("a photo of a {}."));
 *     Tensor embeddings = clip.encodeImages(images, scope);
 *     double[][] probabilities = classifier.probabilities(embeddings);
 * }
 * }
 */
public final class Clip implements AutoCloseable {

    /** Receives the embeddings of a batch of image files. */
    @FunctionalInterface
    public interface EmbeddingSink {
        /**
         * Takes a batch.
         *
         * @param positions where the files stand in the list of the batches
         * @param embeddings F32 [B, E], not normalised, valid during the call
         */
        void accept(List<Path> files, int[] positions, Tensor embeddings);
    }

    private static final double NANOS = 1e9;
    private static final String TEXT_PROJECTION = "text_projection";

    private final ModelFolder folder;
    private final Device device;
    private final Consumer<String> notices;
    private final Lazy<ImageEncoder> images;
    private final Lazy<TextEncoder> texts;
    private final Lazy<ClipTokenizer> tokenizer;
    private CompletableFuture<Void> loading = CompletableFuture.completedFuture(null);

    private Clip(ModelFolder folder, Device device, Consumer<String> notices) {
        this.notices = notices;
        this.folder = folder;
        this.device = device;
        ClipConfig config = folder.config();
        TowerSettings settings = new TowerSettings(config.activation(), config.layerNormEpsilon());
        this.images = new Lazy<>(() -> new ImageEncoder(
                device, folder.weights()::tensor, config.vision(), config.imageResolution(), settings, notices));
        this.texts =
                new Lazy<>(() -> new TextEncoder(device, folder.weights()::tensor, config.text(), settings, notices));
        this.tokenizer = new Lazy<>(folder::tokenizer);
    }

    /**
     * Opens a model folder.
     *
     * @param device where the towers run; must stay open as long as the model
     * @throws io.github.jclip.tensor.BadInputException if the folder is not a complete model folder
     */
    public static Clip open(Path folder, Device device) {
        return open(folder, device, _ -> {});
    }

    /**
     * Opens a model folder.
     *
     * @param device where the towers run; must stay open as long as the model
     * @param notices told, in a line each, what the user should know: that the device has too little memory for a batch,
     *     which is then embedded in parts
     * @throws io.github.jclip.tensor.BadInputException if the folder is not a complete model folder
     */
    public static Clip open(Path folder, Device device, Consumer<String> notices) {
        return new Clip(ModelFolder.open(folder), device, notices);
    }

    /**
     * Loads both towers in the background, the text tower first, so that other work can be done meanwhile. What needs one
     * that is not there yet waits for it; if loading failed, it tries again and gets the exception.
     */
    public void loadAhead() {
        loading = CompletableFuture.runAsync(
                () -> {
                    device.warmUp();
                    texts.get();
                    images.get();
                },
                task -> Thread.ofPlatform().daemon().name("jclip-load").start(task));
    }

    /** Where the model lies. */
    public Path folder() {
        return folder.path();
    }

    public ClipConfig config() {
        return folder.config();
    }

    /** What the towers compute in, which is the device's choice, whatever type the weights are stored in. */
    public DType computeType() {
        return device.computeType();
    }

    /** How exactly the towers compute, as {@link Device#precision} says it. */
    public String precision() {
        return device.precision();
    }

    /**
     * The model's tokenizer.
     *
     * @throws io.github.jclip.tensor.BadInputException if the model folder has no vocabulary, or one of another size
     */
    public ClipTokenizer tokenizer() {
        return tokenizer.get();
    }

    /** The preprocessing that the model was trained with, in the order of OpenAI's CLIP. */
    public Preprocessing preprocessing() {
        return config().preprocessing().at(config().imageResolution());
    }

    /** What cosines are multiplied with to give logits, exp(logit_scale): about 100 in released models. */
    public double logitScale() {
        return Math.exp(folder.weights().tensor("logit_scale").getFlat(0));
    }

    /** The text projection [C, E] as stored, the last layer of the text tower; valid while the model is open. */
    public Tensor textProjection() {
        return folder.weights().tensor(TEXT_PROJECTION);
    }

    /**
     * The text tower with another projection, which takes its output elsewhere: the identity gives what goes into the
     * projection.
     *
     * @param projection [C, any], host memory
     * @return closed by the caller, before the model
     */
    public TextEncoder textEncoder(Tensor projection) {
        return new TextEncoder(
                device,
                name -> name.equals(TEXT_PROJECTION)
                        ? projection
                        : folder.weights().tensor(name),
                config().text(),
                new TowerSettings(config().activation(), config().layerNormEpsilon()),
                notices);
    }

    /** The text tower. */
    public TextEncoder textEncoder() {
        return texts.get();
    }

    /**
     * Embeds images.
     *
     * @param batch preprocessed images, F32 [B, 3, R, R]
     * @return F32 [B, E], not normalised
     */
    public Tensor encodeImages(Tensor batch, Scope scope) {
        Tensor embeddings = scope.allocate(DType.F32, batch.dim(0), config().embeddingDim());
        images.get().encode(batch, embeddings);
        return embeddings;
    }

    /** As {@link ImageEncoder#fittingBatch}; loads the image tower. */
    public Optional<ImageEncoder.FittingBatch> fittingBatch(int most, PreprocessingPlace place) {
        return images.get().fittingBatch(most, place);
    }

    /**
     * Embeds image files while further ones are decoded, in the order of the batches. A sink hears of a batch when the
     * device has it done, which may be after the batches have moved on.
     *
     * @return where the time went, the loading of the tower included where it was not there yet
     */
    public EncodingTimes encodeImages(ImageBatches batches, EmbeddingSink sink) {
        long start = System.nanoTime();
        ImageEncoder encoder = images.get();
        double loading = (System.nanoTime() - start) / NANOS;
        return new EmbeddingPipeline(encoder, batches).run(sink).plus(EncodingStage.PREPARING, loading);
    }

    /**
     * Embeds texts.
     *
     * @return F32 [N, E], not normalised
     * @throws io.github.jclip.tensor.BadInputException if a text is longer than the context
     */
    public Tensor encodeTexts(List<String> captions, Scope scope) {
        return encodeTexts(texts.get(), captions, scope);
    }

    /**
     * Embeds texts by a tower of {@link #textEncoder(Tensor)}.
     *
     * @return F32 [N, any], not normalised
     * @throws io.github.jclip.tensor.BadInputException if a text is longer than the context
     */
    public Tensor encodeTexts(TextEncoder tower, List<String> captions, Scope scope) {
        int[][] tokens = tokenizer.get().tokenize(captions, config().text().contextLength(), false);
        Tensor embeddings = scope.allocate(DType.F32, tokens.length, tower.embeddingDim());
        tower.encode(tokens, embeddings);
        return embeddings;
    }

    /**
     * Scaled cosines of images and texts.
     *
     * @param imageEmbeddings [B, E], normalised or not
     * @param textEmbeddings [N, E], normalised or not
     * @return logits per image, row by row [B][N]
     */
    public double[][] logits(Tensor imageEmbeddings, Tensor textEmbeddings) {
        return new ZeroShotClassifier(textEmbeddings, logitScale()).logits(imageEmbeddings);
    }

    /**
     * A classifier from class names and prompt templates; {@code {}} in a template stands for the name. With several
     * templates the normalised embeddings of a class are averaged.
     */
    public ZeroShotClassifier zeroShot(List<String> classes, List<String> templates) {
        return new ZeroShotClassifier(PromptEnsemble.embed(this, classes, templates), logitScale());
    }

    @Override
    public void close() {
        // It reads mapped memory, which must not go away under it.
        loading.handle((_, _) -> null).join();
        images.ifMade(ImageEncoder::close);
        texts.ifMade(TextEncoder::close);
        folder.close();
    }

    /** A part that is made when it is first asked for. */
    private static final class Lazy<T> {
        private final Supplier<T> maker;
        private T value;

        Lazy(Supplier<T> maker) {
            this.maker = maker;
        }

        synchronized T get() {
            if (value == null) {
                value = maker.get();
            }
            return value;
        }

        synchronized void ifMade(Consumer<T> action) {
            if (value != null) {
                action.accept(value);
            }
        }
    }
}

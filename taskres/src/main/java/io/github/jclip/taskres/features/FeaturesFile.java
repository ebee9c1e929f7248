// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.features;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileHash;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A features file: the embeddings of a data set's images and class names, made once by the towers, in one safetensors
 * file.
 *
 * <ul>
 *   <li>{@code text} [K, E], one row for each class, and optionally {@code text_templates} [P, K, E], the same for each
 *       of several prompts;
 *   <li>optionally {@code text_hidden} [K, C], what {@code text} is the projection of, and {@code text_projection} [C, E];
 *   <li>{@code test}, {@code val}, {@code train} and the shot sets {@code train_1shot}, {@code train_16shot}, …: [N,
 *       E], each with labels [N] under its name and {@code _labels}, I32 or I64, and perhaps the paths of the images
 *       under its name and {@code _files}, and augmented views [V, N, E] under its name and {@code _views}, of which an
 *       epoch of a training takes one;
 *   <li>metadata {@code classes}, a JSON array of K names, and optionally {@code logit_scale}, the factor on cosine
 *       similarities, which is 100 for CLIP and where the file says nothing.
 * </ul>
 *
 * <p>Embeddings may be of any floating type and any length; a row of zeros, NaN or infinity is an error. Every check
 * fails with a {@link BadInputException} that names the file, the tensor and, for bad values, the row. A set is checked
 * once; threads may share a file.
 */
public final class FeaturesFile implements AutoCloseable {
    private static final Pattern SHOT_SET = Pattern.compile("train_(\\d{1,9})shot");
    private static final double CLIP_LOGIT_SCALE = 100;
    private static final String TEXT = "text";
    private static final String TEMPLATES = "text_templates";
    private static final String HIDDEN = "text_hidden";
    private static final String PROJECTION = "text_projection";
    private static final String VIEWS = "_views";
    private static final String IMAGES = "the image embeddings [images, embedding]";

    private final Path path;
    private final Safetensors file;
    private final List<String> classes;
    private final double logitScale;
    private final Tensor text;
    private final Map<String, EmbeddingSet> checkedSets = new ConcurrentHashMap<>();
    private final Map<Path, String> hash = new ConcurrentHashMap<>();
    private final Map<String, Views> attachedViews = new ConcurrentHashMap<>();

    private FeaturesFile(Path path, Safetensors file) {
        this.path = path;
        this.file = file;
        classes = readClasses();
        logitScale = readLogitScale();
        text = readText();
    }

    /**
     * Opens a file and checks the text embeddings; image embeddings are checked when they are asked for.
     *
     * @throws BadInputException if the file is missing or damaged, or its classes or text embeddings are unusable
     */
    public static FeaturesFile open(Path path) {
        Safetensors file = Safetensors.open(path);
        try {
            return new FeaturesFile(path, file);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    /** SHA-256 of the file, read once. */
    public String sha256() {
        return hash.computeIfAbsent(path, FileHash::sha256);
    }

    /** The data set's name: from the metadata, else the name of the file without its ending. */
    public String dataSet() {
        return metadata("dataset").orElseGet(() -> {
            String name = path.getFileName().toString();
            int dot = name.lastIndexOf('.');
            return dot > 0 ? name.substring(0, dot) : name;
        });
    }

    /** Names of the classes; K of them. */
    public List<String> classes() {
        return classes;
    }

    /** s, the factor on cosine similarities. */
    public double logitScale() {
        return logitScale;
    }

    /** The class embeddings t [K, E] as stored; valid while the file is open. */
    public Tensor text() {
        return text;
    }

    /** Class embeddings of several prompts [P, K, E] as stored, where the file has them; valid while it is open. */
    public Optional<Tensor> templates() {
        return file.contains(TEMPLATES) ? Optional.of(readTemplates()) : Optional.empty();
    }

    /** What {@link #text} was projected from, where the file has it; valid while the file is open. */
    public Optional<ProjectedText> projectedText() {
        return file.contains(HIDDEN) ? Optional.of(readProjected()) : Optional.empty();
    }

    /** A piece of metadata, where the file has it. */
    public Optional<String> metadata(String key) {
        return Optional.ofNullable(file.metadata().get(key));
    }

    /** The test set. */
    public EmbeddingSet test() {
        return set("test");
    }

    /**
     * Checks the test set as {@link #test} does, so that a long fit does not end at a broken one, and hands out nothing
     * of it.
     *
     * @return its number of images
     * @throws BadInputException if there is no test set or it is unusable
     */
    public int checkTest() {
        return test().count();
    }

    /** Images of the full training set, without reading them; 0 where there is none. */
    public int trainCount() {
        return hasFullTrainingSet() ? required("train", IMAGES).dim(0) : 0;
    }

    /** The validation set, where the file has one. */
    public Optional<EmbeddingSet> validation() {
        return file.contains("val") ? Optional.of(set("val")) : Optional.empty();
    }

    /** Whether the file has a training set of exactly this many shots. */
    public boolean hasShotSet(int shots) {
        return file.contains(shotSet(shots));
    }

    /** The training set of exactly this many shots. */
    public EmbeddingSet shotSetOf(int shots) {
        if (!hasShotSet(shots)) {
            throw bad("no training set of %d shots; it has %s".formatted(shots, trainingSets()));
        }
        return set(shotSet(shots));
    }

    /** Whether the file has a full training set. */
    public boolean hasFullTrainingSet() {
        return file.contains("train");
    }

    /** The full training set. */
    public EmbeddingSet fullTrainingSet() {
        if (!hasFullTrainingSet()) {
            throw bad("no full training set 'train'; it has " + trainingSets());
        }
        return set("train");
    }

    /**
     * The image that each row of a set was made from, as paths within the data set; empty where the file does not say.
     * {@link SampleFiles} is how they are stored.
     */
    public Optional<List<String>> filesOf(EmbeddingSet set) {
        String name = set.name() + SampleFiles.SUFFIX;
        if (!file.contains(name)) {
            return Optional.empty();
        }
        List<String> files = SampleFiles.list(file.tensor(name));
        if (files.size() != set.count()) {
            throw bad("'%s' names %d files but '%s' has %d rows; embed the images again"
                    .formatted(name, files.size(), set.name(), set.count()));
        }
        return Optional.of(files);
    }

    /**
     * Gives a set views that are not in the file, before the set is asked for.
     *
     * @param set name of the set
     */
    public void attachViews(String set, Views views) {
        attachedViews.put(set, views);
    }

    /** Name of the training set of so many shots of each class; of the full one for 0. */
    public static String trainingSet(int shots) {
        return shots == 0 ? "train" : shotSet(shots);
    }

    private static String shotSet(int shots) {
        return "train_" + shots + "shot";
    }

    private String trainingSets() {
        TreeSet<Integer> shots = new TreeSet<>();
        for (String name : file.names()) {
            Matcher matcher = SHOT_SET.matcher(name);
            if (matcher.matches()) {
                shots.add(Integer.parseInt(matcher.group(1)));
            }
        }
        if (shots.isEmpty()) {
            return hasFullTrainingSet() ? "the full set 'train'" : "none; add train_<n>shot or train";
        }
        return "sets of " + shots.stream().map(String::valueOf).collect(Collectors.joining(", ")) + " shots";
    }

    private List<String> readClasses() {
        String json = file.metadata().get("classes");
        if (json == null) {
            throw bad("no metadata 'classes'; add the class names as a JSON array");
        }
        try {
            List<String> names = JsonMapper.shared().readValue(json, new TypeReference<List<String>>() {});
            if (names == null || names.isEmpty() || names.contains(null)) {
                throw bad("metadata 'classes' must name at least one class, and no name may be null");
            }
            return List.copyOf(names);
        } catch (JacksonException _) {
            throw bad("metadata 'classes' is not a JSON array of strings: " + Excerpt.quote(json));
        }
    }

    private double readLogitScale() {
        String value = file.metadata().get("logit_scale");
        if (value == null) {
            return CLIP_LOGIT_SCALE;
        }
        try {
            double scale = Double.parseDouble(value);
            if (scale > 0 && Double.isFinite(scale)) {
                return scale;
            }
        } catch (NumberFormatException _) {
            // Reported below with every other bad number.
        }
        throw bad("metadata 'logit_scale' is %s; give a positive number, 100 for CLIP".formatted(Excerpt.quote(value)));
    }

    private Tensor readText() {
        Tensor tensor = required(TEXT, "the text embeddings [classes, embedding]");
        requireEmbeddings(TEXT, tensor);
        if (tensor.dim(0) != classes.size()) {
            throw bad("'text' has %d rows but metadata 'classes' names %d classes; they must agree"
                    .formatted(tensor.dim(0), classes.size()));
        }
        requireUsableRows(TEXT, tensor);
        return tensor;
    }

    private Tensor readTemplates() {
        Tensor tensor = file.tensor(TEMPLATES);
        boolean fits = tensor.rank() == 3
                && tensor.dtype().isFloating()
                && tensor.dim(0) > 0
                && tensor.dim(1) == classes.size()
                && tensor.dim(2) == text.dim(1);
        if (!fits) {
            throw bad("'%s' is %s; it must be floating [prompts, %d, %d]"
                    .formatted(TEMPLATES, tensor, classes.size(), text.dim(1)));
        }
        for (int prompt = 0; prompt < tensor.dim(0); prompt++) {
            requireUsableRows(TEMPLATES + " " + prompt, tensor.select(0, prompt));
        }
        return tensor;
    }

    private ProjectedText readProjected() {
        Tensor hidden = file.tensor(HIDDEN);
        Tensor projection = required(PROJECTION, "the text projection that 'text_hidden' goes through");
        requireEmbeddings(HIDDEN, hidden);
        requireEmbeddings(PROJECTION, projection);
        if (hidden.dim(0) != classes.size() || hidden.dim(1) != projection.dim(0) || projection.dim(1) != text.dim(1)) {
            throw bad("'%s' is %s and '%s' %s; they must be [%d, width] and [width, %d]"
                    .formatted(HIDDEN, hidden.shape(), PROJECTION, projection.shape(), classes.size(), text.dim(1)));
        }
        requireUsableRows(HIDDEN, hidden);
        requireFinite(PROJECTION, projection);
        return new ProjectedText(hidden, projection.transpose(0, 1), false);
    }

    private EmbeddingSet set(String name) {
        return checkedSets.computeIfAbsent(name, this::readSet);
    }

    private EmbeddingSet readSet(String name) {
        Tensor embeddings = required(name, IMAGES);
        requireEmbeddings(name, embeddings);
        if (embeddings.dim(1) != text.dim(1)) {
            throw bad("'%s' has embeddings of length %d but 'text' has %d; make both with the same model"
                    .formatted(name, embeddings.dim(1), text.dim(1)));
        }
        String labelsName = name + "_labels";
        Tensor labels = required(labelsName, "one label for each row of '%s'".formatted(name));
        int[] checked = readLabels(labelsName, labels, name, embeddings.dim(0));
        requireUsableRows(name, embeddings);
        EmbeddingSet set = new EmbeddingSet(name, embeddings, checked);
        return viewsOf(name, embeddings).map(set::withViews).orElse(set);
    }

    private Optional<Views> viewsOf(String name, Tensor embeddings) {
        String viewsName = name + VIEWS;
        if (attachedViews.containsKey(name) || !file.contains(viewsName)) {
            return Optional.ofNullable(attachedViews.get(name));
        }
        Tensor views = file.tensor(viewsName);
        boolean fits = views.rank() == 3
                && views.dtype().isFloating()
                && views.dim(0) > 0
                && views.dim(1) == embeddings.dim(0)
                && views.dim(2) == embeddings.dim(1);
        if (!fits) {
            throw bad("'%s' is %s; it must be floating [views, %d, %d]"
                    .formatted(viewsName, views, embeddings.dim(0), embeddings.dim(1)));
        }
        for (int view = 0; view < views.dim(0); view++) {
            requireUsableRows(viewsName + " " + view, views.select(0, view));
        }
        return Optional.of(new StoredViews(views));
    }

    private Tensor required(String name, String content) {
        if (!file.contains(name)) {
            throw bad("no tensor '%s'; add %s".formatted(name, content));
        }
        return file.tensor(name);
    }

    private void requireEmbeddings(String name, Tensor tensor) {
        if (tensor.rank() != 2 || tensor.dim(0) == 0 || tensor.dim(1) == 0) {
            throw bad("'%s' has shape %s; it must have rows of embeddings, [rows, embedding]"
                    .formatted(name, tensor.shape()));
        }
        if (!tensor.dtype().isFloating()) {
            throw bad("'%s' is of type %s; embeddings must be F16, BF16, F32 or F64".formatted(name, tensor.dtype()));
        }
    }

    private int[] readLabels(String name, Tensor tensor, String of, int rows) {
        if (tensor.dtype() != DType.I32 && tensor.dtype() != DType.I64) {
            throw bad("'%s' is of type %s; labels must be I32 or I64".formatted(name, tensor.dtype()));
        }
        if (tensor.rank() != 1 || tensor.dim(0) != rows) {
            throw bad("'%s' has shape %s but '%s' has %d rows; each row needs one label"
                    .formatted(name, tensor.shape(), of, rows));
        }
        int[] labels = new int[rows];
        for (int row = 0; row < rows; row++) {
            long label = tensor.getLong(row);
            if (label < 0 || label >= classes.size()) {
                throw bad("'%s' row %d has label %d; with %d classes labels go from 0 to %d"
                        .formatted(name, row, label, classes.size(), classes.size() - 1));
            }
            labels[row] = (int) label;
        }
        return labels;
    }

    private void requireFinite(String name, Tensor embeddings) {
        for (int row = 0; row < embeddings.dim(0); row++) {
            for (float value : embeddings.select(0, row).toFloatArray()) {
                if (!Float.isFinite(value)) {
                    throw bad("'%s' row %d holds %s; embed that item again".formatted(name, row, value));
                }
            }
        }
    }

    private void requireUsableRows(String name, Tensor embeddings) {
        requireFinite(name, embeddings);
        for (int row = 0; row < embeddings.dim(0); row++) {
            float squaredLength = 0;
            for (float value : embeddings.select(0, row).toFloatArray()) {
                squaredLength += value * value;
            }
            if (squaredLength == 0 || squaredLength == Float.POSITIVE_INFINITY) {
                throw bad("'%s' row %d is too %s to be normalised; embed that item again"
                        .formatted(name, row, squaredLength == 0 ? "small" : "large"));
            }
        }
    }

    private BadInputException bad(String what) {
        return new BadInputException(Excerpt.line(path + ": " + what));
    }

    @Override
    public void close() {
        file.close();
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A small model that comes with jclip itself, as resources: the files of a model folder. It was trained on the drawn
 * pictures of {@link io.github.jclip.clip.world.World}, so it knows these and no photos.
 */
public final class BundledModel {
    /** Name of the one that is meant where nothing else is said. */
    public static final String DEFAULT = "bundled";

    private static final List<BundledModel> KNOWN =
            List.of(of(DEFAULT, "default"), of("bundled-vit", "vit"), of("bundled-resnet", "resnet"));
    private static final List<String> REQUIRED = List.of(ModelFolder.CONFIG, ModelFolder.WEIGHTS);
    private static final List<String> VOCABULARIES = List.of("bpe.txt.gz", "bpe.txt");
    private static final int DIGITS = 16;

    private final String name;
    private final Function<String, InputStream> resources;

    /**
     * A model.
     *
     * @param resources opens one of its files; null for a file that is not there
     */
    BundledModel(String name, Function<String, InputStream> resources) {
        this.name = name;
        this.resources = resources;
    }

    private static BundledModel of(String name, String folder) {
        return new BundledModel(name, file -> BundledModel.class.getResourceAsStream("bundled/" + folder + "/" + file));
    }

    /** Those that this jclip brings, the default one first; perhaps none. */
    public static List<BundledModel> all() {
        return KNOWN.stream().filter(BundledModel::isPresent).toList();
    }

    /**
     * The model of a name.
     *
     * @return empty for any other text, such as the path of a model folder
     * @throws BadInputException if the name is that of a model which this jclip lacks
     */
    public static Optional<BundledModel> named(String text) {
        Optional<BundledModel> model =
                KNOWN.stream().filter(known -> known.name.equals(text)).findFirst();
        if (model.isPresent() && !model.get().isPresent()) {
            String others = all().stream().map(BundledModel::name).collect(Collectors.joining(", "));
            throw new BadInputException("model %s: is not in this build of jclip; give %s"
                    .formatted(text, others.isEmpty() ? "a model folder" : "a model folder or " + others));
        }
        return model;
    }

    private boolean isPresent() {
        return REQUIRED.stream().allMatch(file -> read(file).isPresent());
    }

    /** What {@link #named} knows it by. */
    public String name() {
        return name;
    }

    /** Size of all its files. */
    public long bytes() {
        return files().values().stream().mapToLong(bytes -> bytes.length).sum();
    }

    /**
     * Makes a model folder of it, or takes the one that is there. The folder is named by the SHA-256 of the files, which
     * are compared with those that are there; one that differs is written again. Several processes may do so at once.
     *
     * @param parent in which the model folder is or will be; made if it is missing
     * @throws BadInputException if the folder cannot be written
     */
    public Path unpack(Path parent) {
        Map<String, byte[]> files = files();
        Path folder = parent.resolve(name + "-" + digest(files).substring(0, DIGITS));
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw FileErrors.writing(folder, e);
        }
        files.forEach((file, bytes) -> {
            if (!holds(folder.resolve(file), bytes)) {
                AtomicFile.write(folder.resolve(file), bytes);
            }
        });
        return folder;
    }

    private Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        REQUIRED.forEach(file -> files.put(file, read(file).orElseThrow()));
        VOCABULARIES.forEach(file -> read(file).ifPresent(bytes -> files.put(file, bytes)));
        return files;
    }

    private Optional<byte[]> read(String file) {
        try (InputStream resource = resources.apply(file)) {
            return resource == null ? Optional.empty() : Optional.of(resource.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holds(Path file, byte[] bytes) {
        try {
            return Files.isRegularFile(file)
                    && Files.size(file) == bytes.length
                    && Arrays.equals(Files.readAllBytes(file), bytes);
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    private static String digest(Map<String, byte[]> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((file, bytes) -> {
                digest.update("%s %d\n".formatted(file, bytes.length).getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

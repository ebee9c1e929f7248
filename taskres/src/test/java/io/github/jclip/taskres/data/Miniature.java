// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import io.github.jclip.taskres.data.DatasetDefinition.Counts;
import io.github.jclip.taskres.random.PythonRandom;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A known data set with few classes and images, laid out as the published one. Images are files of one byte.
 *
 * @param definition with the counts of this miniature
 * @param classes that it has
 */
record Miniature(DatasetDefinition definition, List<String> classes) {
    private static final String WNIDS = "n01440764 tench\nn01443537 goldfish\nn01484850 great white shark\n";

    /** Lays a data set out below a root. */
    static Miniature make(String name, Path root) throws IOException {
        DatasetDefinition known = DatasetCatalogue.find(name).orElseThrow();
        Path folder = Files.createDirectories(known.folder(root));
        return switch (known.name()) {
            case "ImageNet" -> {
                wnids(folder.resolve("images/train"), 5);
                wnids(folder.resolve("images/val"), 2);
                Files.writeString(folder.resolve("classnames.txt"), WNIDS);
                yield of(known, new Counts(3, 15, 6, 6), "tench", "goldfish", "great white shark");
            }
            case "ImageNetV2" -> {
                Path images = folder.resolve("imagenetv2-matched-frequency-format-val");
                images(images, Map.of("0", 2, "1", 1, "2", 3), "x%d.jpeg");
                Files.writeString(folder.resolve("classnames.txt"), WNIDS);
                yield of(known, new Counts(3, 0, 0, 6), "tench", "goldfish", "great white shark");
            }
            case "ImageNetSketch" -> {
                wnids(folder.resolve("images"), 4);
                Files.writeString(folder.resolve("classnames.txt"), WNIDS);
                yield of(known, new Counts(3, 0, 0, 12), "tench", "goldfish", "great white shark");
            }
            case "ImageNetA", "ImageNetR" -> {
                Path images = folder.resolve(known.images());
                images(images, Map.of("n01443537", 2, "n01484850", 3), "a_%d.jpg");
                Files.writeString(images.resolve("README.txt"), "not a class");
                Files.writeString(folder.resolve("classnames.txt"), WNIDS);
                yield of(known, new Counts(2, 0, 0, 5), "goldfish", "great white shark");
            }
            case "Caltech101" -> {
                images(
                        folder.resolve("101_ObjectCategories"),
                        Map.of("airplanes", 10, "Faces", 10, "BACKGROUND_Google", 4, "Faces_easy", 9, "yin_yang", 5),
                        "image_%04d.jpg");
                yield divided(known, root, new Counts(3, 12, 5, 8), "face", "airplane", "yin_yang");
            }
            case "Food101" -> {
                images(folder.resolve("images"), Map.of("apple_pie", 10, "waffles", 20), "%d.jpg");
                yield divided(known, root, new Counts(2, 15, 6, 9), "apple_pie", "waffles");
            }
            case "DescribableTextures" -> {
                images(folder.resolve("images"), Map.of("banded", 10, "zigzagged", 10), "t_%04d.jpg");
                yield divided(known, root, new Counts(2, 10, 4, 6), "banded", "zigzagged");
            }
            case "EuroSAT" -> {
                images(folder.resolve("2750"), Map.of("AnnualCrop", 10, "Forest", 10, "SeaLake", 10), "s_%d.jpg");
                yield divided(known, root, new Counts(3, 15, 6, 9), "Annual Crop Land", "Forest", "Sea or Lake");
            }
            case "OxfordPets" -> {
                Files.createDirectories(folder.resolve("annotations"));
                annotate(folder.resolve("annotations/trainval.txt"), 10);
                annotate(folder.resolve("annotations/test.txt"), -4);
                images(folder, Map.of("images", 0), "");
                pets(folder.resolve("images"));
                yield divided(known, root, new Counts(2, 16, 4, 8), "abyssinian", "american_bulldog");
            }
            case "OxfordFlowers" -> {
                images(folder, Map.of("jpg", 18), "image_%05d.jpg");
                resource("imagelabels.mat", folder.resolve("imagelabels.mat"));
                Files.writeString(
                        folder.resolve("cat_to_name.json"),
                        "{\"1\": \"pink primrose\", \"2\": \"hard-leaved pocket orchid\", \"3\": \"canterbury bells\"}");
                yield divided(
                        known,
                        root,
                        new Counts(3, 9, 3, 6),
                        "pink primrose",
                        "hard-leaved pocket orchid",
                        "canterbury bells");
            }
            case "StanfordCars" -> {
                images(folder, Map.of("cars_train", 10, "cars_test", 4), "%05d.jpg");
                Files.createDirectories(folder.resolve("devkit"));
                resource("cars_meta.mat", folder.resolve("devkit/cars_meta.mat"));
                resource("cars_train_annos.mat", folder.resolve("devkit/cars_train_annos.mat"));
                resource("cars_test_annos_withlabels.mat", folder.resolve("cars_test_annos_withlabels.mat"));
                yield divided(known, root, new Counts(2, 8, 2, 4), "2000 AM General Hummer SUV", "2012 Audi S4 Sedan");
            }
            case "FGVCAircraft" -> {
                images(folder, Map.of("images", 6), "%07d.jpg");
                Files.writeString(folder.resolve("variants.txt"), "707-320\nCessna 172\n");
                Files.writeString(folder.resolve("images_variant_train.txt"), "0000001 707-320\n0000002 Cessna 172\n");
                Files.writeString(folder.resolve("images_variant_val.txt"), "0000003 707-320\n");
                Files.writeString(
                        folder.resolve("images_variant_test.txt"),
                        "0000004 707-320\n0000005 Cessna 172\n0000006 Cessna 172\n");
                yield of(known, new Counts(2, 2, 1, 3), "707-320", "Cessna 172");
            }
            case "SUN397" -> {
                images(folder.resolve("SUN397"), Map.of("a/abbey", 8, "c/church/indoor", 8), "sun_%d.jpg");
                Files.writeString(folder.resolve("ClassName.txt"), "/a/abbey\n/c/church/indoor\n");
                Files.writeString(
                        folder.resolve("Training_01.txt"),
                        lines("/a/abbey/sun_%d.jpg", 1, 5) + lines("/c/church/indoor/sun_%d.jpg", 1, 5));
                Files.writeString(
                        folder.resolve("Testing_01.txt"),
                        lines("/a/abbey/sun_%d.jpg", 6, 8) + lines("/c/church/indoor/sun_%d.jpg", 6, 8));
                yield divided(known, root, new Counts(2, 8, 2, 6), "abbey", "indoor church");
            }
            case "UCF101" -> {
                images(
                        folder.resolve("UCF-101-midframes"),
                        Map.of("Apply_Eye_Makeup", 6, "Yo_Yo", 6),
                        "v_g%02d_c01.jpg");
                Path lists = Files.createDirectories(folder.resolve("ucfTrainTestlist"));
                Files.writeString(lists.resolve("classInd.txt"), "1 ApplyEyeMakeup\r\n2 YoYo\r\n");
                Files.writeString(
                        lists.resolve("trainlist01.txt"),
                        lines("ApplyEyeMakeup/v_g%02d_c01.avi 1", 1, 4) + lines("YoYo/v_g%02d_c01.avi 2", 1, 4));
                Files.writeString(
                        lists.resolve("testlist01.txt"),
                        lines("ApplyEyeMakeup/v_g%02d_c01.avi", 5, 6) + lines("YoYo/v_g%02d_c01.avi", 5, 6));
                yield divided(known, root, new Counts(2, 6, 2, 4), "Apply_Eye_Makeup", "Yo_Yo");
            }
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Miniature divided(DatasetDefinition known, Path root, Counts counts, String... classes) {
        SplitFile.write(
                known.splitFile(root).orElseThrow(),
                Datasets.divide(DatasetRequest.of(known.name(), Optional.of(root)), new PythonRandom(1)));
        return of(known, counts, classes);
    }

    private static Miniature of(DatasetDefinition known, Counts counts, String... classes) {
        return new Miniature(
                new DatasetDefinition(
                        known.name(),
                        known.config(),
                        known.folder(),
                        known.images(),
                        known.template(),
                        known.selectTemplates(),
                        counts,
                        known.listing(),
                        known.split(),
                        known.sources()),
                List.of(classes));
    }

    private static void wnids(Path folder, int each) throws IOException {
        images(folder, Map.of("n01440764", each, "n01443537", each, "n01484850", each), "x_%d.JPEG");
    }

    /** Folders with so many images of this name. */
    static void images(Path folder, Map<String, Integer> counts, String name) throws IOException {
        for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            Path images = Files.createDirectories(folder.resolve(entry.getKey()));
            for (int i = 1; i <= entry.getValue(); i++) {
                Files.write(images.resolve(name.formatted(i)), new byte[1]);
            }
        }
    }

    private static void annotate(Path file, int count) throws IOException {
        int from = count < 0 ? 11 : 1;
        int to = from + Math.abs(count) - 1;
        Files.writeString(file, lines("Abyssinian_%d 1 1 1", from, to) + lines("american_bulldog_%d 2 2 1", from, to));
    }

    private static void pets(Path images) throws IOException {
        for (int i = 1; i <= 14; i++) {
            Files.write(images.resolve("Abyssinian_%d.jpg".formatted(i)), new byte[1]);
            Files.write(images.resolve("american_bulldog_%d.jpg".formatted(i)), new byte[1]);
        }
    }

    private static String lines(String format, int from, int to) {
        List<String> lines = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            lines.add(format.formatted(i));
        }
        return String.join("\n", lines) + "\n";
    }

    private static void resource(String name, Path file) throws IOException {
        try (InputStream in = Miniature.class.getResourceAsStream(name)) {
            Files.write(file, in.readAllBytes());
        }
    }
}

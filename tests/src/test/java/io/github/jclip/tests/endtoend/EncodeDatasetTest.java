// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.cli.InProcess;
import io.github.jclip.taskres.data.Sample;
import io.github.jclip.taskres.data.Sampling;
import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.features.ProjectedText;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Devices;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.Photos;
import io.github.jclip.tests.support.TinyModel;
import io.github.jclip.tests.support.Value;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code encode --dataset} against the towers fed directly, and what the rest of jclip makes of the file. */
class EncodeDatasetTest {
    private static final List<String> CLASSES = List.of("hen", "sea_horse");

    /** Of the largest element: batches differ by the order of sums only, in a few layers of 64 columns. */
    private static final double ORDER_OF_SUMS = 1e-5;

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path zoo;

    private Path out;

    /** Twelve images of each class, six of them for training. */
    @BeforeAll
    static void layOut() throws IOException {
        model = TinyModel.make(folder.resolve("model"));
        zoo = folder.resolve("zoo");
        for (String name : CLASSES) {
            Files.createDirectories(zoo.resolve(name));
            for (int i = 0; i < 12; i++) {
                Photos.draw(zoo.resolve("%s/%s%02d.png".formatted(name, name, i)), 40, 50, BufferedImage.TYPE_INT_RGB);
            }
        }
    }

    @BeforeEach
    void clear() throws IOException {
        out = folder.resolve("zoo.safetensors");
        Files.deleteIfExists(out);
    }

    private Finished encode(String... options) {
        List<String> args = new ArrayList<>(List.of(
                "encode", "--model", model.toString(), "--dataset", zoo.toString(), "--out", out.toString(), "--json"));
        args.addAll(List.of(options));
        return InProcess.run(args.toArray(String[]::new));
    }

    private JsonNode encoded(String... options) {
        Finished finished = encode(options);
        assertEquals(0, finished.exitCode(), finished.err());
        return JsonMapper.shared().readTree(finished.out());
    }

    private static Value expectedTexts(String... texts) {
        try (Device device = Devices.open("cpu");
                Scope scope = Scope.ofHost()) {
            return TinyModel.towers(device, scope).texts(List.of(texts));
        }
    }

    private static void assertImages(FeaturesFile file, EmbeddingSet set) {
        List<String> paths = file.filesOf(set).orElseThrow();
        try (Device device = Devices.open("cpu");
                Scope scope = Scope.ofHost()) {
            Value expected = TinyModel.towers(device, scope)
                    .images(paths.stream().map(zoo::resolve).toList());
            expected.assertClose(Value.of(set.embeddings()), ORDER_OF_SUMS * expected.maxAbs());
        }
        for (int row = 0; row < paths.size(); row++) {
            assertTrue(paths.get(row).startsWith(CLASSES.get(set.labels()[row])), paths.get(row));
        }
    }

    @Test
    void aFolderBecomesAFeaturesFile() {
        JsonNode result = encoded();

        assertEquals(12, result.get("images").get("train").intValue());
        assertEquals(4, result.get("images").get("val").intValue());
        assertEquals(8, result.get("images").get("test").intValue());
        try (FeaturesFile file = FeaturesFile.open(out)) {
            assertEquals(CLASSES, file.classes());
            assertImages(file, file.fullTrainingSet());
            assertImages(file, file.test());
            Value base = expectedTexts("a photo of a hen.", "a photo of a sea_horse.");
            base.assertClose(Value.of(file.text()), ORDER_OF_SUMS * base.maxAbs());
        }
        try (FeaturesFile file = FeaturesFile.open(out)) {
            ProjectedText text = file.projectedText().orElseThrow();
            Value base = Value.of(file.text());
            try (Scope scope = Scope.ofHost()) {
                Tensor projected = scope.allocate(DType.F64, file.text().shape());
                Gemm.of(
                                text.hidden().copyTo(scope, DType.F64),
                                text.weight().copyTo(scope, DType.F64).transpose(0, 1),
                                projected)
                        .reference();
                base.assertClose(Value.of(projected), ORDER_OF_SUMS * base.maxAbs());
            }
        }
        try (Safetensors file = Safetensors.open(out)) {
            Value zeroShot = expectedTexts("a photo of a hen.", "a photo of a sea horse.")
                    .normalised();
            zeroShot.assertClose(Value.of(file.tensor("text_zero_shot")), ORDER_OF_SUMS);
            assertEquals("[\"a photo of a {}.\"]", file.metadata().get("templates"));
            assertEquals("keep", file.metadata().get("underscores"));
            assertEquals(zoo.toString(), file.metadata().get("images"));
        }
    }

    @Test
    void theBaseClassifierIsTheMeanOverTheTemplates() {
        encoded("--template", "{}.", "--template", "two {}s", "--underscores", "space");

        double[] first = expectedTexts("hen.", "sea horse.").elements();
        double[] second = expectedTexts("two hens", "two sea horses").elements();
        try (FeaturesFile file = FeaturesFile.open(out)) {
            double[] text = Value.of(file.text()).elements();
            for (int i = 0; i < text.length; i++) {
                assertEquals((first[i] + second[i]) / 2, text[i], ORDER_OF_SUMS);
            }
        }
    }

    @Test
    void onlyTheImagesOfASampling() {
        Path list = folder.resolve("list.json");
        InProcess.run(
                "data",
                "sample",
                zoo.toString(),
                "--shots",
                "2",
                "--seed",
                "5",
                "--subset",
                "new",
                "--out",
                list.toString());

        JsonNode result = encoded("--sample", list.toString());

        assertEquals(2, result.get("images").get("train_2shot").intValue());
        assertEquals(1, result.get("classes").intValue());
        try (FeaturesFile file = FeaturesFile.open(out)) {
            assertEquals(List.of("sea_horse"), file.classes());
            EmbeddingSet shots = file.shotSetOf(2);
            assertArrayEquals(new int[] {0, 0}, shots.labels());
            assertEquals(
                    Sampling.read(list).splits().train().stream()
                            .map(Sample::path)
                            .toList(),
                    file.filesOf(shots).orElseThrow());
        }
    }

    @Test
    void aListOfImages() throws IOException {
        Path list = Files.writeString(folder.resolve("list.csv"), """
                path,class,split
                zoo/hen/hen00.png,hen,train
                zoo/sea_horse/sea_horse01.png,sea_horse,train
                zoo/hen/hen02.png,hen,test
                """);
        Finished finished = InProcess.run(
                "encode", "--model", model.toString(), "--dataset", list.toString(), "--out", out.toString());

        assertEquals(0, finished.exitCode(), finished.err());
        assertTrue(finished.out().startsWith(out + ": 2 classes, 24 dimensions"), finished.out());
        try (FeaturesFile file = FeaturesFile.open(out)) {
            assertArrayEquals(new int[] {0, 1}, file.fullTrainingSet().labels());
            assertEquals(1, file.test().count());
        }
    }

    @Test
    void aBrokenImageIsLeftOutWithItsLabelOnRequest() throws IOException {
        Path broken = Files.writeString(zoo.resolve("hen/hen12.png"), "no picture");
        try {
            Finished refused = encode();
            assertEquals(2, refused.exitCode());
            assertTrue(refused.complaints().getLast().startsWith("jclip: " + broken + ": "), refused.err());
            assertFalse(Files.exists(out));

            assertEquals(1, encoded("--broken", "skip").get("skipped").intValue());
            try (FeaturesFile file = FeaturesFile.open(out)) {
                assertImages(file, file.fullTrainingSet());
                assertImages(file, file.test());
            }
        } finally {
            Files.delete(broken);
        }
    }

    @Test
    void aMissingImageIsSaidBeforeAnythingIsEmbedded() throws IOException {
        Path list =
                Files.writeString(folder.resolve("gone.csv"), "zoo/hen/hen00.png,hen,train\nnowhere.png,hen,test\n");

        Finished refused =
                InProcess.run("encode", "--model", "nomodel", "--dataset", list.toString(), "--out", out.toString());

        assertEquals(2, refused.exitCode());
        assertEquals(
                List.of("jclip: %s: 1 of 2 images are missing, the first is %s; 'jclip data check' lists them"
                        .formatted(list, folder.resolve("nowhere.png"))),
                refused.complaints());
    }

    @Test
    void optionsOfADataSetNeedOne() {
        Finished refused = InProcess.run(
                "encode",
                "--model",
                model.toString(),
                "--images",
                zoo.toString(),
                "--root",
                "x",
                "--out",
                out.toString());

        assertEquals(2, refused.exitCode());
        assertEquals(1, refused.complaints().size(), refused.err());
    }

    @Test
    void itCanBeTunedOn() {
        encoded();

        Finished tuned = InProcess.run(
                "tune",
                "taskres",
                "--features",
                out.toString(),
                "--shots",
                "4",
                "--epochs",
                "2",
                "--out",
                folder.resolve("run").toString());

        assertEquals(0, tuned.exitCode(), tuned.err());
    }
}

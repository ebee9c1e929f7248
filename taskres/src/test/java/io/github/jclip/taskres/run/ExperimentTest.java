// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.taskres.SyntheticFeatures;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.EnhancedBase;
import io.github.jclip.taskres.method.FitListener;
import io.github.jclip.taskres.method.Method;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.method.TestSeal;
import io.github.jclip.taskres.method.TunedProjection;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ExperimentTest {
    @SuppressWarnings("unused") // A field source.
    static final List<String> NAMES = Methods.NAMES;

    @TempDir
    private Path folder;

    private final Device device = new CpuDevice(1);

    @AfterEach
    void close() {
        device.close();
    }

    private Path features(boolean validation) {
        SyntheticFeatures features = new SyntheticFeatures(3).addImages("train", 20);
        if (validation) {
            features.addImages("val", 12);
        }
        return features.write(folder.resolve("features.safetensors"));
    }

    private RunRecord run(Path features, String method, Protocol protocol) {
        Map<String, String> settings = switch (method) {
            case "tip-adapter", "tip-adapter-f" -> Map.of("alpha-limit", "200", "beta-limit", "30");
            default -> Map.of();
        };
        Job job =
                new Job(features, Methods.with(Methods.named(method, 8), settings, "test"), 8, 1, Subset.ALL, protocol);
        return Experiment.run(job, "test", device, FitListener.SILENT);
    }

    /** A sealed run chooses on validation and reads test once; under the paper's protocol some methods read it before. */
    @ParameterizedTest
    @FieldSource("NAMES")
    void theProtocolDecidesWhatIsReadWhen(String method) {
        Path features = features(true);
        RunRecord sealed = run(features, method, Protocol.SEALED);
        RunRecord paper = run(features, method, Protocol.PAPER);

        assertEquals(List.of(TestSeal.Purpose.EVALUATION), purposes(sealed));
        assertEquals(30, sealed.result().testReadings().getFirst().images());
        boolean onTest = method.startsWith("tip-") || method.equals("clip-adapter");
        assertEquals(
                onTest
                        ? List.of(TestSeal.Purpose.SELECTION, TestSeal.Purpose.EVALUATION)
                        : List.of(TestSeal.Purpose.EVALUATION),
                purposes(paper));
        String validation = "4 shots drawn from val with seed 1";
        assertEquals(validation, sealed.description().features().selectionSet());
        assertEquals(
                onTest ? "test" : validation, paper.description().features().selectionSet());
        assertTrue(sealed.description().protocolInWords().startsWith("sealed"));
        assertTrue(paper.description().protocolInWords().startsWith("paper"));
        if (onTest) {
            assertEquals(paper.result().tuned().accuracy(), paper.result().selectionAccuracy(), 1e-9, "chosen on test");
            assertTrue(
                    paper.result().tuned().correct() >= sealed.result().tuned().correct());
        } else {
            assertEquals(sealed.result().tuned(), paper.result().tuned());
        }
    }

    private static List<TestSeal.Purpose> purposes(RunRecord run) {
        return run.result().testReadings().stream()
                .map(TestSeal.Reading::purpose)
                .toList();
    }

    /** The choice on test is another one than that on validation, and its score is better. */
    @Test
    void choosingOnTestFlatters() {
        SyntheticFeatures made = new SyntheticFeatures(3).addImages("train", 20).addImages("val", 12);
        // Text embeddings of other classes: the images alone help, and how much of them is a matter of the set.
        Path features = made.put("text", made.random(DType.F32, SyntheticFeatures.CLASSES, 1))
                .write(folder.resolve("features.safetensors"));
        RunResult sealed = run(features, "tip-adapter", Protocol.SEALED).result();
        RunResult paper = run(features, "tip-adapter", Protocol.PAPER).result();
        assertNotEquals(sealed.chosen(), paper.chosen());
        assertTrue(paper.tuned().correct() > sealed.tuned().correct());
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void withoutValidationDefaultsStayAndTheRunSaysSo(String method) {
        RunRecord record = run(features(false), method, Protocol.SEALED);

        assertNull(record.result().selectionAccuracy());
        assertNull(record.description().features().selectionSet());
        assertTrue(record.description().notes().getFirst().startsWith("no val split"));
        Map<String, Object> settings = record.description().settings();
        record.result().chosen().forEach((name, value) -> assertEquals(settings.get(name), value, name));
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void aRunEvaluatesToWhatItReported(String method) {
        Path features = features(true);
        Job job = new Job(features, Methods.named(method, 8), 8, 1, Subset.BASE, Protocol.SEALED);
        Path run = folder.resolve("run");

        RunFolder made = Tuner.run(new TuneOptions(job, run, false, "test"), device, FitListener.SILENT);

        Evaluator.Report report = Evaluator.evaluate(RunFolder.open(run), Optional.empty(), device);
        assertEquals(made.result().tuned(), report.tuned());
        assertEquals(made.result().zeroShot(), report.zeroShot());
        assertEquals(List.of("ant", "bee", "cat"), report.classes());
        assertEquals(18, report.tuned().total());
        assertTrue(made.result().tuned().correct() > 9, made.result().toString());
        DomainResult shifted = Evaluator.transfer(made, variant(), device);
        assertEquals(List.of("cat", "ant"), shifted.classNames());
        assertTrue(shifted.tuned().correct() >= shifted.tuned().total() / 2, shifted.toString());
    }

    /** The classes 2 and 0 of the source, with new images. */
    private Path variant() {
        SyntheticFeatures source = new SyntheticFeatures(3);
        Tensor text = Scope.ofGarbageCollected().allocate(source.tensor("text").dtype(), 2, SyntheticFeatures.DIM);
        Tensor test = Scope.ofGarbageCollected().allocate(source.tensor("text").dtype(), 2, SyntheticFeatures.DIM);
        for (int i = 0; i < 2; i++) {
            text.select(0, i).copyFrom(source.tensor("text").select(0, 2 - 2 * i));
            test.select(0, i).copyFrom(source.tensor("text").select(0, 2 - 2 * i));
        }
        return source.putMetadata("classes", "[\"cat\", \"ant\"]")
                .put("text", text)
                .put("test", test)
                .put("test_labels", Tensor.ofInts(Scope.ofGarbageCollected(), new int[] {0, 1}, 2))
                .write(folder.resolve("variant.safetensors"));
    }

    @Test
    void variantsOfTaskRes() {
        Path features = features(true);
        for (Map<String, String> settings : List.of(
                Map.of("learnable-alpha", "true"), Map.of("side", "image"), Map.of("final-model", "best-val"))) {
            Job job = new Job(
                    features,
                    Methods.with(Methods.named("taskres", 8), settings, "test"),
                    8,
                    1,
                    Subset.ALL,
                    Protocol.SEALED);
            Path run = folder.resolve("run");
            RunFolder made = Tuner.run(new TuneOptions(job, run, true, "test"), device, FitListener.SILENT);
            Evaluator.Report report = Evaluator.evaluate(made, Optional.empty(), device);
            assertEquals(made.result().tuned(), report.tuned(), settings.toString());
            if (settings.containsKey("learnable-alpha")) {
                assertNotEquals(0.5, made.result().chosen().get("alpha"));
            }
            if (settings.containsKey("final-model")) {
                assertTrue(made.result().usedEpoch() <= 200);
                assertTrue(made.result().selectionAccuracy() >= 50);
            }
        }
    }

    /** The projection's classifier is where residuals start; the zero-shot scores stay those of the model's own texts. */
    @Test
    void anEnhancedBaseIsTheStartOfResiduals() {
        Path features = features(true);
        Job tuneBase = new Job(
                features,
                Methods.with(Methods.named("enhanced-base", 8), Map.of("lr", "0.01", "epochs", "5"), "test"),
                8,
                1,
                Subset.ALL,
                Protocol.SEALED);
        RunFolder base =
                Tuner.run(new TuneOptions(tuneBase, folder.resolve("base"), false, "test"), device, FitListener.SILENT);
        Map<String, Tensor> tuned = base.classifier().tensors();
        TunedProjection projection =
                new TunedProjection(Path.of("base"), base.result().checkpointSha256(), tuned.get(EnhancedBase.WEIGHT));
        Method oneStep = Methods.with(Methods.named("taskres", 8), Map.of("epochs", "1", "alpha", "0"), "test");
        Job job = new Job(features, oneStep, 8, 1, Subset.ALL, Protocol.SEALED).withBase(projection);
        RunFolder run =
                Tuner.run(new TuneOptions(job, folder.resolve("run"), false, "test"), device, FitListener.SILENT);

        assertEquals(base.result().tuned(), run.result().tuned(), "a residual of nothing");
        assertEquals(base.result().zeroShot(), run.result().zeroShot());
        assertNotEquals(base.result().zeroShot(), base.result().tuned());
        assertArrayEquals(
                tuned.get("base_text_features").toFloatArray(),
                run.classifier().tensors().get("base_text_features").toFloatArray());
        assertEquals(base.result().checkpointSha256(), run.description().base().sha256());
        TunedProjection other = new TunedProjection(
                Path.of("other.pth.tar"), "hash", tuned.get(EnhancedBase.WEIGHT).slice(1, 0, 5));
        assertRefused("other.pth.tar: a text projection [24, 5]", job.withBase(other));
        Path plain = new SyntheticFeatures(3)
                .addImages("train", 20)
                .remove("text_hidden")
                .write(folder.resolve("plain.safetensors"));
        assertRefused(
                "has no 'text_hidden'",
                new Job(plain, oneStep, 8, 1, Subset.ALL, Protocol.SEALED).withBase(projection));
        assertRefused("has no 'text_hidden'", plain, "enhanced-base", 8);
    }

    @Test
    void refusesTasksThatCannotBe() {
        Tensor labels = Tensor.ofInts(Scope.ofGarbageCollected(), new int[] {0, 1, 2, 3, 0}, 5);
        Path gap = new SyntheticFeatures(3)
                .addImages("train_1shot", 1)
                .put("train_1shot_labels", labels)
                .write(folder.resolve("gap.safetensors"));
        assertRefused("class 4 'eel' has no image in 'train_1shot'", gap, "taskres", 1);
        assertRefused("no class has that many images in 'train', the largest has 20", features(true), "taskres", 21);
        assertRefused("no 'text_templates'", "zero-shot", Map.of("ensemble", "true"));
        assertRefused("reduction 30", "clip-adapter", Map.of("reduction", "30"));
        assertRefused("the loss became", "clip-adapter", Map.of("lr", "1e30"));
        assertRefused("the loss became", "tip-adapter-f", Map.of("lr", "1e30"));
    }

    private void assertRefused(String message, String method, Map<String, String> settings) {
        Job job = new Job(
                features(true),
                Methods.with(Methods.named(method, 8), settings, "test"),
                8,
                1,
                Subset.ALL,
                Protocol.SEALED);
        assertRefused(message, job);
    }

    private void assertRefused(String message, Path features, String method, int shots) {
        assertRefused(message, Job.of(features, method, shots, 1));
    }

    private void assertRefused(String message, Job job) {
        String line = assertThrows(
                        BadInputException.class, () -> Experiment.run(job, "test", device, FitListener.SILENT))
                .getMessage();
        assertTrue(line.contains(message), line);
        assertEquals(1, line.lines().count(), line);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.taskres.SyntheticFeatures;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.FitListener;
import io.github.jclip.taskres.method.Method;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.train.StepReport;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TunerTest {
    @TempDir
    private Path folder;

    private final Device device = new CpuDevice(1);
    private Path features;
    private Path run;

    @BeforeEach
    void writeFeatures() {
        features = new SyntheticFeatures(3)
                .addImages("train_8shot", 8)
                .addImages("train", 20)
                .write(folder.resolve("features.safetensors"));
        run = folder.resolve("run");
    }

    @AfterEach
    void close() {
        device.close();
    }

    private TuneOptions options(int shots, int epochs, boolean force) {
        return options(shots, force, Map.of("lr", "0.05", "epochs", "" + epochs, "batch-size", "16"));
    }

    private TuneOptions options(int shots, boolean force, Map<String, String> settings) {
        Method method = Methods.with(Methods.named("taskres", shots), settings, "test");
        return new TuneOptions(new Job(features, method, shots, 1, Subset.ALL, Protocol.SEALED), run, force, "test");
    }

    private RunFolder tune(TuneOptions options) {
        return Tuner.run(options, device, FitListener.SILENT);
    }

    @Test
    void leavesACompleteRunFolder() throws IOException {
        RunFolder made = tune(options(8, 12, false));

        assertEquals(
                Set.of("run.json", "result.json", "metrics.csv", "log.txt", "checkpoint.safetensors", "tensorboard"),
                names(run));
        RunResult result = made.result();
        // 40 images in batches of 16: 2 steps, the rest is left out.
        assertEquals(24, result.steps());
        assertEquals(30, result.tuned().total());
        assertEquals("train_8shot", made.description().features().trainingSet());
        assertEquals(40, made.description().features().trainingImages());
        assertEquals("F32", made.description().device().precision());
        List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
        assertEquals(13, metrics.size());
        double firstLoss = Double.parseDouble(metrics.get(1).split(",", -1)[1]);
        assertTrue(result.finalLoss() < 0.7 * firstLoss, metrics.toString());
        try (Safetensors checkpoint = Safetensors.open(run.resolve("checkpoint.safetensors"))) {
            assertEquals(
                    Set.of(
                            "base_text_features",
                            "text_feature_residuals",
                            "optimizer.residual.exp_avg",
                            "optimizer.residual.exp_avg_sq"),
                    checkpoint.names());
            assertEquals("12", checkpoint.metadata().get("epoch"));
            assertEquals("24", checkpoint.metadata().get("steps"));
        }
    }

    @Test
    void logsInDasslsWords() throws IOException {
        RunResult result = tune(options(8, 3, false)).result();

        List<String> lines = Files.readAllLines(run.resolve("log.txt"));
        assertTrue(lines.getFirst().startsWith("device=cpu"), lines.getFirst());
        Pattern step = Pattern.compile("epoch \\[(\\d)/3] batch \\[(\\d)/2] time \\d\\.\\d{3} \\(\\d\\.\\d{3}\\) "
                + "data \\d\\.\\d{3} \\(\\d\\.\\d{3}\\) loss \\d+\\.\\d{4} \\(\\d+\\.\\d{4}\\) "
                + "acc \\d+\\.\\d{4} \\(\\d+\\.\\d{4}\\) lr (\\d\\.\\d{4}e-\\d{2}) eta 0:00:0\\d");
        List<String> rates = lines.stream()
                .map(step::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(3))
                .toList();
        // At the last batch of an epoch the rate is already the next one.
        assertEquals(
                List.of("1.0000e-05", "5.0000e-02", "5.0000e-02", "3.7500e-02", "3.7500e-02", "1.2500e-02"), rates);
        int end = lines.indexOf("Finish training");
        assertEquals("Deploy the last-epoch model", lines.get(end + 1));
        assertEquals("Evaluate on the *test* set", lines.get(end + 2));
        assertEquals("=> result", lines.get(end + 3));
        assertEquals("* total: 30", lines.get(end + 4));
        assertEquals("* correct: " + result.tuned().correct(), lines.get(end + 5));
        assertEquals("* accuracy: %.1f%%".formatted(result.tuned().accuracy()), lines.get(end + 6));
        assertTrue(lines.getLast().matches("Elapsed: 0:00:\\d\\d"), lines.getLast());
    }

    /** The events file by the layout of TFRecord and of the messages in it, as another program would read them. */
    @Test
    void drawsItsCurvesInTensorBoard() throws IOException {
        RunResult result = tune(options(8, 3, false)).result();

        Map<String, List<Float>> curves = new TreeMap<>();
        try (Stream<Path> files = Files.list(run.resolve("tensorboard"))) {
            ByteBuffer file = ByteBuffer.wrap(
                            Files.readAllBytes(files.findFirst().orElseThrow()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            while (file.hasRemaining()) {
                int length = Math.toIntExact(file.getLong());
                file.getInt();
                byte[] event = new byte[length];
                file.get(event);
                file.getInt();
                readEvent(ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN), curves);
            }
        }

        assertEquals(Set.of("train/loss", "train/acc", "train/lr", "test/accuracy"), curves.keySet());
        assertEquals(List.of(1e-5f, 1e-5f, 0.05f, 0.05f, 0.0375f, 0.0375f), curves.get("train/lr"));
        assertEquals(List.of((float) result.tuned().accuracy()), curves.get("test/accuracy"));
        List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
        assertEquals("epoch,loss,accuracy,learning_rate", metrics.getFirst());
        for (int epoch = 0; epoch < 3; epoch++) {
            String[] row = metrics.get(epoch + 1).split(",", -1);
            List<Float> losses = curves.get("train/loss").subList(2 * epoch, 2 * epoch + 2);
            assertEquals(Double.parseDouble(row[1]), (losses.get(0) + losses.get(1)) / 2, 1e-6);
        }
    }

    private static void readEvent(ByteBuffer event, Map<String, List<Float>> curves) {
        while (event.hasRemaining()) {
            switch (event.get()) {
                case 0x09 -> event.getDouble();
                case 0x10 -> varint(event);
                case 0x1a -> {
                    int length = varint(event);
                    event.position(event.position() + length);
                }
                case 0x2a -> {
                    varint(event);
                    assertEquals(0x0a, event.get(), "a summary has values");
                    varint(event);
                    assertEquals(0x0a, event.get(), "a value has a tag");
                    byte[] tag = new byte[varint(event)];
                    event.get(tag);
                    assertEquals(0x15, event.get(), "a value is a single number");
                    curves.computeIfAbsent(new String(tag, StandardCharsets.UTF_8), _ -> new ArrayList<>())
                            .add(event.getFloat());
                }
                default -> throw new AssertionError("an event of another kind");
            }
        }
    }

    private static int varint(ByteBuffer bytes) {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = bytes.get();
            value |= (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    @Test
    void repeatsItself() throws IOException {
        tune(options(8, 5, false));
        byte[] checkpoint = Files.readAllBytes(run.resolve("checkpoint.safetensors"));
        byte[] metrics = Files.readAllBytes(run.resolve("metrics.csv"));

        tune(options(8, 5, true));

        assertArrayEquals(checkpoint, Files.readAllBytes(run.resolve("checkpoint.safetensors")));
        assertArrayEquals(metrics, Files.readAllBytes(run.resolve("metrics.csv")));
    }

    @ParameterizedTest
    @CsvSource({"8, 40, train_8shot", "4, 20, 4 shots drawn from train with seed 1", "0, 100, train"})
    void findsTheImagesForAnyNumberOfShots(int shots, int images, String source) {
        RunDescription description = tune(options(shots, 1, false)).description();

        assertEquals(source, description.features().trainingSet());
        assertEquals(images, description.features().trainingImages());
    }

    @Test
    void evaluatesARunAsItWas() throws IOException {
        RunFolder made = tune(options(8, 12, false));
        Path moved = Files.move(features, folder.resolve("moved.safetensors"));

        Evaluator.Report report = Evaluator.evaluate(RunFolder.open(run), Optional.of(moved), device);

        assertEquals(made.result().zeroShot(), report.zeroShot());
        assertEquals(made.result().tuned(), report.tuned());
        assertRefused("does not exist", () -> Evaluator.evaluate(made, Optional.empty(), device));
        new SyntheticFeatures(4).write(features);
        assertRefused("is not the features file of this run", () -> Evaluator.evaluate(made, Optional.empty(), device));
        Files.writeString(run.resolve("checkpoint.safetensors"), "");
        assertRefused("is empty", () -> Evaluator.evaluate(made, Optional.of(moved), device));
    }

    @Test
    void trainsInDoublePrecisionOnTheReference() {
        try (Device reference = new ReferenceDevice()) {
            RunFolder made = Tuner.run(options(8, 2, false), reference, FitListener.SILENT);

            assertEquals("F64", made.description().device().precision());
            Evaluator.Report report = Evaluator.evaluate(made, Optional.empty(), reference);
            assertEquals(made.result().tuned(), report.tuned());
        }
    }

    @Test
    void neverReplacesWhatItShouldNot() throws IOException {
        RunFolder first = tune(options(8, 1, false));
        assertRefused("holds a run already", () -> tune(options(8, 2, false)));
        assertEquals(1, RunFolder.open(run).result().epochs());
        tune(options(8, 2, true));
        assertEquals(2, RunFolder.open(first.path()).result().epochs());

        run = Files.createDirectory(folder.resolve("photos"));
        Files.writeString(run.resolve("precious.txt"), "keep");
        assertRefused("is a folder with other files in it", () -> tune(options(8, 1, true)));
        assertEquals(Set.of("precious.txt"), names(run));

        run = folder.resolve("no/such/parent");
        assertRefused("does not exist", () -> tune(options(8, 1, false)));
    }

    @Test
    void leavesNothingBehindWhenItFails() throws IOException {
        Set<String> before = names(folder);
        assertRefused("no training set of 3 shots", () -> {
            features = new SyntheticFeatures(3).addImages("train_8shot", 8).write(features);
            tune(options(3, 1, false));
        });
        TuneOptions diverging = options(8, false, Map.of("alpha", "1e300", "lr", "1e30", "epochs", "5"));
        assertRefused("the loss became", () -> tune(diverging));
        assertEquals(before, names(folder));
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0.5, 0.01, 1, 16, shots -1",
        "1, NaN, 0.01, 1, 16, alpha NaN",
        "1, 0.5, 0, 1, 16, learning rate 0.0",
        "1, 0.5, Infinity, 1, 16, learning rate Infinity",
        "1, 0.5, 0.01, 0, 16, epochs 0",
        "1, 0.5, 0.01, 1, 0, batch size 0"
    })
    void refusesOptions(int shots, double alpha, double rate, int epochs, int batch, String message) {
        assertRefused(
                message,
                () -> options(
                        shots,
                        false,
                        Map.of("alpha", "" + alpha, "lr", "" + rate, "epochs", "" + epochs, "batch-size", "" + batch)));
    }

    @Test
    void refusesDamagedRuns() throws IOException {
        assertRefused("is not a run folder", () -> RunFolder.open(folder));
        assertRefused("does not exist", () -> RunFolder.open(run));
        tune(options(8, 1, false));
        String description = Files.readString(run.resolve("run.json"));
        for (String damaged : List.of("", "null", "{", "[]", "{\"format\": 2, \"method\": \"taskres\"}", "{}")) {
            Files.writeString(run.resolve("run.json"), damaged);
            assertRefused("run", () -> RunFolder.open(run));
        }
        Files.writeString(run.resolve("run.json"), description.replace("\"format\" : 2", "\"format\" : 3"));
        assertRefused("holds a run of format 3", () -> RunFolder.open(run));
        Files.writeString(run.resolve("run.json"), description);
        Files.writeString(run.resolve("result.json"), "{\"epochs\": \"many\"}");
        assertRefused("result.json: is damaged", () -> RunFolder.open(run));
    }

    @Test
    void reportsEveryStep() {
        List<StepReport> reports = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        Tuner.run(options(8, 2, false), device, new FitListener() {
            @Override
            public void logged(String line) {
                lines.add(line);
            }

            @Override
            public void stepped(StepReport report) {
                reports.add(report);
            }
        });
        assertEquals(4, reports.size());
        assertEquals(1e-5, reports.get(1).learningRate());
        assertEquals(0.05, reports.get(2).learningRate());
        assertFalse(lines.isEmpty());
    }

    private static void assertRefused(String message, Runnable action) {
        String line = assertThrows(BadInputException.class, action::run).getMessage();
        assertTrue(line.contains(message), line);
        assertEquals(1, line.lines().count(), line);
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return new TreeSet<>(
                    entries.map(entry -> entry.getFileName().toString()).toList());
        }
    }
}

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
import io.github.jclip.tensor.cpu.CpuDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings that break off and are gone on with. */
class ResumeTest {
    private static final Map<String, String> SETTINGS = Map.of("lr", "0.05", "epochs", "6", "batch-size", "7");

    /** 40 images in batches of 7: five full ones, with the rest six. */
    private static final int STEPS = 30;

    @TempDir
    private Path folder;

    private final Device device = new CpuDevice(1);
    private Path features;

    @BeforeEach
    void writeFeatures() {
        features = new SyntheticFeatures(3)
                .addImages("train_8shot", 8)
                .addImages("val", 6)
                .write(folder.resolve("features.safetensors"));
    }

    @AfterEach
    void close() {
        device.close();
    }

    /** Stops a training as a kill would, but for the process. */
    private static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static FitListener stoppingAfter(int steps) {
        return new FitListener() {
            private int left = steps;

            @Override
            public void stepped(StepReport report) {
                if (--left == 0) {
                    throw new StoppedException();
                }
            }
        };
    }

    private TuneOptions options(String run, Map<String, String> settings, Resumption resumption, Duration interval) {
        return options("taskres", run, settings, resumption, interval);
    }

    private TuneOptions options(
            String name, String run, Map<String, String> settings, Resumption resumption, Duration interval) {
        Method method = Methods.with(Methods.named(name, 8), settings, "test");
        Job job = new Job(features, method, 8, 1, Subset.ALL, Protocol.SEALED);
        return new TuneOptions(job, folder.resolve(run), false, resumption, interval, "test");
    }

    private void stop(TuneOptions options, int steps) {
        assertThrows(StoppedException.class, () -> Tuner.run(options, device, stoppingAfter(steps)));
    }

    private String refusal(TuneOptions options) {
        return assertThrows(BadInputException.class, () -> Tuner.run(options, device, FitListener.SILENT))
                .getMessage();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "taskres, last",
        "taskres, best-val",
        "tip-adapter-f, best-val",
        "clip-adapter, best-val",
        "clip-adapter, last"
    })
    void endsWithTheBitsOfAnUninterruptedTraining(String method, String finalModel) throws IOException {
        Map<String, String> settings =
                Map.of("lr", "0.05", "epochs", "6", "batch-size", "7", "final-model", finalModel);
        Duration always = Duration.ZERO;
        RunFolder whole = Tuner.run(
                options(method, "whole", settings, Resumption.FROM_THE_START, always), device, FitListener.SILENT);
        Random random = new Random(5);
        for (int trial = 0; trial < 4; trial++) {
            String run = "run" + trial;
            stop(options(method, run, settings, Resumption.FROM_THE_START, always), 1 + random.nextInt(STEPS / 2));
            // A later checkpoint must be as good as the first; a long interval writes none.
            Duration interval = trial % 2 == 0 ? always : Duration.ofDays(1);
            stop(options(method, run, settings, Resumption.CONTINUED, interval), 1 + random.nextInt(STEPS / 3));
            TuneOptions last = options(method, run, settings, Resumption.CONTINUED, always);
            RunFolder resumed = Tuner.run(last, device, FitListener.SILENT);
            assertSame(whole, resumed);
        }
        assertFalse(files().stream().anyMatch(name -> name.startsWith(".")), files().toString());
    }

    private static void assertSame(RunFolder whole, RunFolder resumed) throws IOException {
        assertArrayEquals(Files.readAllBytes(whole.checkpoint()), Files.readAllBytes(resumed.checkpoint()));
        assertEquals(
                Files.readString(whole.path().resolve(RunFolder.METRICS)),
                Files.readString(resumed.path().resolve(RunFolder.METRICS)));
        assertEquals(whole.result().tuned(), resumed.result().tuned());
        assertEquals(whole.result().worst(), resumed.result().worst());
        assertEquals(whole.result().chosen(), resumed.result().chosen());
        assertEquals(whole.result().usedEpoch(), resumed.result().usedEpoch());
        assertEquals(whole.result().finalLoss(), resumed.result().finalLoss());
        assertEquals(whole.result().steps(), resumed.result().steps());
        assertEquals(whole.lossCurve(), resumed.lossCurve());
        assertEquals(steps(whole), steps(resumed));
    }

    /** The lines of the steps, without their times. */
    private static List<String> steps(RunFolder run) throws IOException {
        return Files.readAllLines(run.path().resolve(RunFolder.LOG)).stream()
                .filter(line -> line.startsWith("epoch ["))
                .map(line -> line.replaceAll("time .* loss", "loss").replaceAll(" eta .*", ""))
                .toList();
    }

    @Test
    void nothingIsLostWithoutARequest() throws IOException {
        stop(options("run", SETTINGS, Resumption.FROM_THE_START, Duration.ZERO), 4);
        assertEquals(List.of(".run-training.safetensors", "features.safetensors"), files());
        byte[] kept = Files.readAllBytes(folder.resolve(".run-training.safetensors"));

        assertEquals(
                folder.resolve("run")
                        + ": an unfinished training lies beside it; go on with --resume, or start again with --force",
                refusal(options("run", SETTINGS, Resumption.FROM_THE_START, Duration.ZERO)));
        Map<String, String> others = Map.of("lr", "0.1", "epochs", "6", "batch-size", "7");
        assertEquals(
                folder.resolve("run")
                        + ": the unfinished training beside it has lr 0.05, not 0.1; give the same options, or start again"
                        + " with --force",
                refusal(options("run", others, Resumption.CONTINUED, Duration.ZERO)));
        assertArrayEquals(kept, Files.readAllBytes(folder.resolve(".run-training.safetensors")));
    }

    @Test
    void aFinishedRunIsNotDoneAgain() throws IOException {
        TuneOptions options = options("run", SETTINGS, Resumption.CONTINUED, Duration.ZERO);
        Tuner.run(options, device, FitListener.SILENT);
        byte[] result = Files.readAllBytes(folder.resolve("run").resolve(RunFolder.RESULT));

        Tuner.run(options, device, stoppingAfter(1));

        assertArrayEquals(result, Files.readAllBytes(folder.resolve("run").resolve(RunFolder.RESULT)));
        Map<String, String> others = Map.of("lr", "0.1", "epochs", "6", "batch-size", "7");
        assertEquals(
                folder.resolve("run")
                        + ": holds a finished run with lr 0.05, not 0.1; choose another folder, or have it"
                        + " replaced (--force)",
                refusal(options("run", others, Resumption.CONTINUED, Duration.ZERO)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 300, -1, -40, -5000})
    void aDamagedCheckpointIsOneLine(int position) throws IOException {
        stop(options("run", SETTINGS, Resumption.FROM_THE_START, Duration.ZERO), 4);
        Path file = folder.resolve(".run-training.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        int at = Math.floorMod(position, bytes.length);
        bytes[at] ^= 1;
        Files.write(file, bytes);

        String refusal = refusal(options("run", SETTINGS, Resumption.CONTINUED, Duration.ZERO));

        assertTrue(refusal.startsWith(file.toString()), refusal);
        assertEquals(1, refusal.lines().count());
        assertArrayEquals(bytes, Files.readAllBytes(file));
    }

    @Test
    void aForeignFileIsOneLine() throws IOException {
        Files.copy(features, folder.resolve(".run-training.safetensors"));

        String refusal = refusal(options("run", SETTINGS, Resumption.CONTINUED, Duration.ZERO));

        assertTrue(
                refusal.endsWith("is no checkpoint of a training, or one of another version; remove it, or start again"
                        + " with --force"),
                refusal);
    }

    @Test
    void aLossThatIsNoNumberLeavesTheLastGoodCheckpoint() throws IOException {
        Map<String, String> wild = Map.of("lr", "1e38", "alpha", "1e3", "epochs", "6", "batch-size", "7");

        String refusal = refusal(options("run", wild, Resumption.FROM_THE_START, Duration.ZERO));

        assertTrue(
                refusal.matches(
                        "learning rate .*: the loss became (NaN|Infinity) in epoch \\d, step \\d of 5; take a smaller"
                                + " one; .*\\.run-training\\.safetensors keeps the training up to epoch \\d, step \\d"),
                refusal);
        assertEquals(List.of(".run-training.safetensors", "features.safetensors"), files());
        assertEquals(refusal, refusal(options("run", wild, Resumption.CONTINUED, Duration.ZERO)));
    }
}

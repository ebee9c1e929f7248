// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.ModelFolder;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import io.github.jclip.tests.robustness.KilledProcess.Moment;
import io.github.jclip.tests.support.ClusteredFeatures;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.FolderState;
import io.github.jclip.tests.support.StandaloneJar;
import io.github.jclip.tests.support.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed while it writes leaves its target as it was, and the next run succeeds and clears up after
 * it.
 */
class KillTest {
    /** Long enough embeddings that a file of a hundred megabytes is made in a moment. */
    private static final int LONG_EMBEDDING = 1 << 15;

    private static final int TEXTS = 400;

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsTheJar() throws IOException {
        StandaloneJar.assumeUpToDate();
    }

    private static void succeed(String... args) throws IOException, InterruptedException {
        Finished finished = StandaloneJar.run(args);
        assertEquals(0, finished.exitCode(), finished.err());
    }

    /** The folder's state but for what the killed process has left under hidden names. */
    private FolderState visible() throws IOException {
        FolderState state = FolderState.of(folder);
        state.entries().keySet().removeIf(name -> name.startsWith("."));
        return state;
    }

    @Test
    void convert() throws IOException, InterruptedException {
        Path checkpoint = folder.resolve("checkpoint.safetensors");
        ClipConfig config = TinyModel.config(LONG_EMBEDDING);
        TinyModel.writeCheckpoint(checkpoint, config);
        long size = Files.size(checkpoint);
        Path model = folder.resolve("model");
        String[] command = {
            "convert", checkpoint.toString(), "--out", model.toString(), "--vocab", TinyModel.VOCABULARY.toString()
        };
        FolderState before = visible();
        for (Moment moment : List.<Moment>of(
                _ -> true,
                KilledProcess.hasBytes("model.safetensors", 1),
                KilledProcess.hasBytes("model.safetensors", size / 2))) {
            assertTrue(KilledProcess.at(moment, model, command), "the process ended before it could be killed");
            assertTrue(KilledProcess.temporary(model).isPresent());
            assertEquals(before, visible());
        }
        // From here on the process may win; then the folder is complete.
        KilledProcess.at(KilledProcess.hasBytes("model.safetensors", size - 4096), model, command);
        if (Files.exists(model)) {
            ModelFolder.open(model).close();
        } else {
            assertEquals(before, visible());
            succeed(command);
        }
        assertEquals(Optional.empty(), KilledProcess.temporary(model));
        succeed("verify", model.toString());
    }

    @Test
    void encode() throws IOException, InterruptedException {
        Path model = TinyModel.make(folder.resolve("model"), TinyModel.config(LONG_EMBEDDING));
        Path texts = Files.writeString(folder.resolve("texts.txt"), "a dog\n".repeat(TEXTS));
        Path out = folder.resolve("out.safetensors");
        try (Scope scope = Scope.ofHost()) {
            SafetensorsWriter.write(out, Map.of("earlier", scope.allocate(DType.F32, 3)), Map.of());
        }
        String[] command = {"encode", "--model", model.toString(), "--texts", texts.toString(), "--out", out.toString()
        };
        long size = (long) TEXTS * LONG_EMBEDDING * Float.BYTES;
        FolderState before = visible();
        for (Moment moment : List.of(
                KilledProcess.hasBytes("", 0), KilledProcess.hasBytes("", 1), KilledProcess.hasBytes("", size / 2))) {
            assertTrue(KilledProcess.at(moment, out, command), "the process ended before it could be killed");
            assertTrue(KilledProcess.temporary(out).isPresent());
            assertEquals(before, visible());
        }
        succeed(command);
        assertEquals(Optional.empty(), KilledProcess.temporary(out));
        try (Safetensors written = Safetensors.open(out)) {
            assertEquals(
                    List.of(TEXTS, LONG_EMBEDDING),
                    List.of(
                            written.tensor("texts").dim(0),
                            written.tensor("texts").dim(1)));
        }
    }

    @Test
    void tune() throws IOException, InterruptedException {
        Path features = ClusteredFeatures.write(folder.resolve("features.safetensors"));
        Path run = folder.resolve("run");
        List<Moment> moments = List.of(_ -> true, KilledProcess.hasBytes("run.json", 1));
        FolderState before = visible();
        for (Moment moment : moments) {
            assertTrue(KilledProcess.at(moment, run, tune(features, run, "1000000")), "the training ended");
            assertEquals(before, visible());
        }
        succeed(tune(features, run, "20"));
        assertEquals(Optional.empty(), KilledProcess.temporary(run));

        FolderState withRun = visible();
        for (Moment moment : moments) {
            assertTrue(KilledProcess.at(moment, run, tune(features, run, "1000000")), "the training ended");
            assertEquals(withRun, visible());
        }
        succeed("eval", run.toString());
        succeed(tune(features, run, "21"));
        assertEquals(Optional.empty(), KilledProcess.temporary(run));
        assertFalse(withRun.equals(visible()));
        succeed("eval", run.toString());
    }

    private static String[] tune(Path features, Path run, String epochs) {
        return new String[] {
            "tune", "taskres", "--features", features.toString(), "--out", run.toString(), "--force", "--epochs", epochs
        };
    }
}

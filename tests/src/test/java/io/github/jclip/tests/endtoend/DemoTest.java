// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.cli.InProcess;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.FolderState;
import io.github.jclip.tests.support.WorldModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code jclip demo}, as a user runs it, with a model that is quick and knows nothing. */
class DemoTest {
    private static final int CLASSES = 54;

    @TempDir
    private static Path folder;

    private static Path model;

    @TempDir
    private Path place;

    @BeforeAll
    static void makeModel() throws IOException {
        model = WorldModel.make(folder.resolve("model"));
    }

    private static Finished demo(Path out, String... options) {
        return demo(model, out, options);
    }

    private static Finished demo(Path model, Path out, String... options) {
        List<String> args =
                new ArrayList<>(List.of("demo", "--quick", "--model", model.toString(), "--out", out.toString()));
        args.addAll(List.of(options));
        return InProcess.run(args.toArray(String[]::new));
    }

    @Test
    void goesFromPicturesToAReport() throws IOException {
        Path out = place.resolve("demo");
        Finished finished = demo(out);
        assertEquals(0, finished.exitCode(), finished.err());
        for (String expected : new String[] {
            "of 54 are right",
            "new things  zero-shot",
            "linear-probe",
            "taskres",
            "1-shot",
            "4-shot",
            "jclip pull",
            "jclip convert"
        }) {
            assertTrue(finished.out().contains(expected), expected + "\n" + finished.out());
        }
        String page = Files.readString(out.resolve("report.html"));
        assertTrue(page.split("<img ", -1).length - 1 >= 24, "pictures of both galleries");
        assertFalse(page.contains("http"), "needs the network");

        Finished report =
                InProcess.run("report", out.resolve("runs").toString(), "--out", place.resolve("r.html") + "");
        assertEquals(0, report.exitCode(), report.err());
        assertTrue(report.out().startsWith("6 runs, 0 not used"), report.out());
        Finished data = InProcess.run("data", "check", out.resolve("new-things").toString());
        assertEquals(0, data.exitCode(), data.err());
    }

    @Test
    void theSameSeedGivesTheSameNumbers() throws IOException {
        Path out = place.resolve("demo");
        JsonNode first = json(demo(out, "--json", "--domain", "new-things"));
        assertEquals(CLASSES, first.at("/zeroShot/total").asInt());
        assertEquals(3, first.at("/table/rows").size());
        Files.writeString(out.resolve("diary.txt"), "mine");

        JsonNode second = json(demo(out, "--json", "--domain", "new-things", "--threads", "1"));
        assertEquals(first, second);
        assertEquals("mine", Files.readString(out.resolve("diary.txt")));

        byte[] picture = Files.readAllBytes(out.resolve("pictures/fish/0000.png"));
        json(demo(out, "--json", "--domain", "new-things", "--seed", "2"));
        assertFalse(Arrays.equals(picture, Files.readAllBytes(out.resolve("pictures/fish/0000.png"))));
    }

    private static JsonNode json(Finished finished) {
        assertEquals(0, finished.exitCode(), finished.err());
        return JsonMapper.shared().readTree(finished.out());
    }

    @Test
    void leavesOtherFoldersAlone() throws IOException {
        Files.writeString(place.resolve("diary.txt"), "mine");
        assertRefused(place, "other files in it");
        assertRefused(place.resolve("diary.txt"), "diary.txt");
    }

    private void assertRefused(Path out, String expected, String... options) throws IOException {
        assertRefused(model, out, expected, options);
    }

    private void assertRefused(Path model, Path out, String expected, String... options) throws IOException {
        FolderState before = FolderState.of(place);
        Finished finished = demo(model, out, options);
        assertEquals(2, finished.exitCode(), finished.err());
        assertEquals(1, finished.complaints().size(), finished.err());
        assertTrue(finished.complaints().getFirst().contains(expected), finished.err());
        assertEquals(before, FolderState.of(place));
    }

    @Test
    void whatItCannotDoIsOneLine() throws IOException {
        assertRefused(place.resolve("x"), "--domain paintings", "--domain", "paintings");
        assertRefused(place.resolve("x"), "--domain pictures", "--domain", "pictures");
        assertRefused(place.resolve("missing"), place.resolve("x"), "does not exist");
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.cli.InProcess;
import io.github.jclip.tests.support.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code jclip world}, as a user runs it. */
class WorldTest {
    @TempDir
    private Path folder;

    @Test
    void pairsAreImagesWithCaptions() throws IOException {
        Path target = folder.resolve("pairs");
        run("world", target.toString(), "--count", "12", "--side", "40", "--format", "jpeg");
        List<String> lines = Files.readAllLines(target.resolve("pairs.csv"));
        assertEquals("path,caption", lines.getFirst());
        assertEquals(13, lines.size());
        for (String line : lines.subList(1, 13)) {
            int comma = line.indexOf(',');
            assertEquals(
                    40,
                    ImageIO.read(target.resolve(line.substring(0, comma)).toFile())
                            .getWidth());
            assertTrue(line.length() > comma + 5, line);
        }
    }

    @Test
    void moreOfAFolderBeginsWithTheSamePictures() throws IOException {
        run("world", folder.resolve("few").toString(), "--count", "3", "--domain", "new-things");
        run("world", folder.resolve("more").toString(), "--count", "5", "--domain", "new-things");
        for (String file : List.of("tent/0000.png", "tent/0002.png", "flag/0001.png")) {
            assertEquals(
                    -1,
                    Files.mismatch(
                            folder.resolve("few").resolve(file),
                            folder.resolve("more").resolve(file)));
        }
    }

    @Test
    void aFolderOfClassesIsADataSet() {
        Path target = folder.resolve("drawings");
        run("world", target.toString(), "--count", "4", "--domain", "line-drawings", "--side", "32");
        Finished checked = InProcess.run("data", "check", target.toString());
        assertEquals(0, checked.exitCode(), checked.err());
        assertTrue(checked.out().contains("54"), checked.out());
    }

    @ParameterizedTest
    @CsvSource({"--side,4", "--domain,paintings", "--count,0", "--format,gif"})
    void whatCannotBeDrawnIsOneLine(String option, String value) {
        Finished finished = InProcess.run("world", folder.resolve("x").toString(), option, value);
        assertEquals(2, finished.exitCode());
        assertEquals(1, finished.complaints().size(), finished.err());
        assertTrue(Files.notExists(folder.resolve("x")));
    }

    @Test
    void aFolderThatHoldsSomethingStays() throws IOException {
        Files.writeString(folder.resolve("diary.txt"), "mine");
        Finished finished = InProcess.run("world", folder.toString(), "--count", "2");
        assertEquals(2, finished.exitCode());
        assertEquals("mine", Files.readString(folder.resolve("diary.txt")));
    }

    private static void run(String... arguments) {
        Finished finished = InProcess.run(arguments);
        assertEquals(0, finished.exitCode(), finished.err());
    }
}

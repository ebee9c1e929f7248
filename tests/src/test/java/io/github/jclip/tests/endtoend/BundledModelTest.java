// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.jclip.clip.BundledModel;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.Photos;
import io.github.jclip.tests.support.StandaloneJar;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model in the jar, as users reach it: with no model of their own, and a cache folder that is empty. */
class BundledModelTest {
    @TempDir
    private Path folder;

    private Path photo;

    @BeforeEach
    void prepare() throws IOException {
        StandaloneJar.assumeUpToDate();
        assumeFalse(BundledModel.all().isEmpty(), "this build has no bundled model");
        photo = folder.resolve("photo.png");
        Photos.draw(photo, 60, 40, BufferedImage.TYPE_INT_RGB);
    }

    private Finished run(Path cache, String... args) throws IOException, InterruptedException {
        ProcessBuilder process = StandaloneJar.process(args);
        process.environment().put("JCLIP_CACHE", cache.toString());
        return Finished.run(process);
    }

    @Test
    void answersWhereNoModelIsGiven() throws IOException, InterruptedException {
        Path cache = folder.resolve("cache");
        Finished finished = run(cache, "classify", "--labels", "fish,house", photo.toString());
        assertEquals(0, finished.exitCode(), finished.err());
        assertTrue(finished.messages().stream().anyMatch(line -> line.startsWith("model=bundled, ")), finished.err());
        try (Stream<Path> models = Files.list(cache.resolve("models"))) {
            assertEquals(1, models.count());
        }

        Finished verified = run(cache, "verify", "bundled");
        assertEquals(0, verified.exitCode(), verified.err());
        assertFalse(verified.out().contains("failed"), verified.out());
    }

    @Test
    void aCacheThatCannotBeWrittenIsOneLine() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        Finished finished = run(file, "classify", "--quiet", "--labels", "fish,house", photo.toString());
        assertEquals(2, finished.exitCode(), finished.err());
        List<String> complaints = finished.complaints();
        assertEquals(1, complaints.size(), finished.err());
        assertTrue(complaints.getFirst().contains("JCLIP_CACHE"), complaints.getFirst());
    }
}

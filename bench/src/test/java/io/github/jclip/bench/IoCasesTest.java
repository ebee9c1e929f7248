// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the cases of the group io write, start and leave behind. */
class IoCasesTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @TempDir
    private Path temporary;

    private static Contender process(String... launcher) {
        return new ProcessCase(ProcessCase.Kind.VERSION, List.of(launcher))
                .prepare(Scope.ofGarbageCollected())
                .jclip(0);
    }

    @Test
    void photosAreTheSameOnesWithChromaOfHalfTheResolution() throws IOException {
        Path first = Photos.write(temporary, 2).getLast();
        byte[] bytes = Files.readAllBytes(first);
        Path again = Photos.write(Files.createDirectory(temporary.resolve("again")), 2)
                .getLast();
        assertArrayEquals(bytes, Files.readAllBytes(again));
        int frame = 0;
        while ((bytes[frame] & 0xff) != 0xff || (bytes[frame + 1] & 0xff) != 0xc0) {
            frame++;
        }
        assertEquals(0x22, bytes[frame + 11], "sampling of luma");
        assertEquals(0x11, bytes[frame + 14], "sampling of chroma");
        assertTrue(bytes.length > 20_000 && bytes.length < 120_000, "as photos of this size: " + bytes.length);
    }

    @Test
    void photosGiveTheSameOnAnyNumberOfThreadsAndAreDeleted() {
        Path folder;
        try (Scope scope = Scope.ofHost();
                PhotosTrial trial = new PhotosCase(3).prepare(scope)) {
            folder = trial.folder().path();
            float[] output = trial.jclip(1).output();
            assertEquals(3 * 3 * 224 * 224, output.length);
            assertArrayEquals(output, trial.jclip(2).output());
        }
        assertFalse(Files.exists(folder));
    }

    @Test
    void aProcessMustSucceed() {
        process(JAVA.toString()).run();
        String message = assertThrows(
                        IllegalStateException.class,
                        () -> process(JAVA.toString(), "-XX:+NoSuchOption").run())
                .getMessage();
        assertTrue(message.startsWith("the process ended with exit code 1: "), message);
    }

    @Test
    void withoutTheJarThereIsAReason() {
        String message = assertThrows(BadInputException.class, () -> process()).getMessage();
        assertTrue(message.startsWith("needs the standalone jar"), message);
    }

    @Test
    void theVocabularyHasThePairsThatItShould() {
        List<String> lines = FullSizeModel.merges(48894).lines().skip(1).toList();
        assertEquals(48894, lines.stream().distinct().count());
        assertEquals("! !", lines.getFirst());
        assertTrue(lines.stream().allMatch(line -> line.matches("[!-~¡-¬®-ń] [!-~¡-¬®-ń]")));
    }

    @Test
    void temporaryFoldersGoWithAllTheyHold() throws IOException {
        Path path;
        try (TemporaryFolder folder = new TemporaryFolder()) {
            path = folder.path();
            Files.writeString(Files.createDirectories(path.resolve("a/b")).resolve("c"), "d");
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void aFullDiskIsOneLine() {
        String message = assertThrows(BadInputException.class, () -> new TemporaryFolder(Long.MAX_VALUE))
                .getMessage();
        assertTrue(message.contains(" MB of temporary files needed, "), message);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {
    @TempDir
    private Path folder;

    @Test
    void findsImagesInAllFolders() throws IOException {
        Files.createDirectories(folder.resolve("b/c.png"));
        for (String name : List.of("z.JPG", "a.webp", "b/x.Png", "b/notes.txt", "b/c.png/y.gif", "png")) {
            Files.createFile(folder.resolve(name));
        }
        List<Path> expected = List.of(
                folder.resolve("a.webp"),
                folder.resolve("b/c.png/y.gif"),
                folder.resolve("b/x.Png"),
                folder.resolve("z.JPG"));
        assertEquals(expected, ImageFiles.inFolder(folder));
        assertTrue(ImageFiles.hasImageName(Path.of("x.jpeg")));
        assertFalse(ImageFiles.hasImageName(Path.of("/")));
    }

    @Test
    void refusesFoldersWithoutImages() {
        assertThrows(BadInputException.class, () -> ImageFiles.inFolder(folder));
        assertThrows(BadInputException.class, () -> ImageFiles.inFolder(folder.resolve("missing")));
    }

    @Test
    void readsLists() throws IOException {
        Path list = folder.resolve("list.txt");
        Files.writeString(list, "# comment\n\n b.png \nsub/a.jpg\n/abs/c.gif\n");
        assertEquals(
                List.of(folder.resolve("b.png"), folder.resolve("sub/a.jpg"), Path.of("/abs/c.gif")),
                ImageFiles.listedIn(list));
        Files.writeString(list, "# nothing\n");
        assertThrows(BadInputException.class, () -> ImageFiles.listedIn(list));
        Files.write(list, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThrows(BadInputException.class, () -> ImageFiles.listedIn(list));
        assertThrows(BadInputException.class, () -> ImageFiles.listedIn(folder.resolve("missing")));
    }
}

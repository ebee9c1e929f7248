// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where libraries are found. The emulated ones are loaded already, so that the loader knows them by name. */
class CudaLibrariesTest {
    private static final int CUDA_12 = 12080;
    private static final int CUDA_13 = 13000;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        Emulator.fresh();
    }

    @Test
    void theNewestThatTheDriverKnowsIsFound() {
        assertEquals(Optional.of("libcublas.so.13"), cublas("", CUDA_13));
        assertEquals(Optional.of("libcublas.so.12"), cublas("", CUDA_12));
        assertEquals(Optional.of("libcublas.so.13"), cublas("", 14000));
    }

    @Test
    void foldersOfTheUserComeFirst() throws IOException {
        Path given = copy("libcublas.so.12", "libcublas.so.12");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertEquals(Optional.of(given.toString()), cublas(empty + ":" + folder, CUDA_13));
    }

    /** As pip installs CUDA: no folder that the loader searches. */
    @Test
    void whatALibraryAsksTheLoaderForIsLoadedBeforeIt() throws IOException {
        copy("libcublas.so.13", "libcublas.so.13");
        Path companion = copy("libcublas.so.13", "libcublasLt.so.13");
        copy("libcublas.so.12", "libcublasLt.so.12");
        cublas(folder.toString(), CUDA_13);
        List<String> loaded = mappedFiles();
        assertTrue(loaded.contains(companion.toString()), loaded::toString);
        assertTrue(!loaded.contains(folder.resolve("libcublasLt.so.12").toString()), loaded::toString);
    }

    @Test
    void aFolderThatIsNotThereIsRefused() {
        String refusal = assertThrows(BadInputException.class, () -> new CudaLibraries("/no/such/folder", CUDA_13))
                .getMessage();
        assertEquals("JCLIP_CUDA_LIBRARIES: no folder '/no/such/folder'", refusal);
    }

    /** Nobody can put a library in their way, and nothing stays in the shared folder. */
    @Test
    void theLibrariesOfJCudaAreGoneFromTheDisk() throws IOException {
        JCudaNatives.load(JCudaNatives.DRIVER);
        JCudaNatives.load(JCudaNatives.CUBLAS);
        List<String> natives = mappedFiles().stream()
                .filter(file -> file.contains("/libJC"))
                .distinct()
                .toList();
        assertEquals(2, natives.size(), natives::toString);
        natives.forEach(file -> assertTrue(file.matches(".*/jclip[0-9]+/libJC[^/]+\\.so \\(deleted\\)"), file));
    }

    private Path copy(String library, String name) throws IOException {
        return Files.copy(EmulatorBuild.FOLDER.orElseThrow().resolve(library), folder.resolve(name));
    }

    private static Optional<String> cublas(String folders, int cuda) {
        return new CudaLibraries(folders, cuda).find(CudaLibrary.CUBLAS).map(NativeLibrary::file);
    }

    private static List<String> mappedFiles() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .map(line -> line.replaceFirst("^(\\S+\\s+){5}", ""))
                .toList();
    }
}

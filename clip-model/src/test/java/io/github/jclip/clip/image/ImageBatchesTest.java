// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.ResizeCropNormalize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageBatchesTest {
    private static final int FILES = 23;
    private static final Preprocessing PREPROCESSING = Preprocessing.clip(12);

    @TempDir
    private Path folder;

    private final List<Path> files = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    @BeforeEach
    void writeImages() throws IOException {
        for (int i = 0; i < FILES; i++) {
            byte[] rows = TestImages.noise(PixelMode.RGB, 14 + i, 12, i).samples();
            files.add(Files.write(folder.resolve(i + ".png"), TestImages.png(14 + i, 12, 8, 2, null, rows)));
        }
    }

    private ImageBatches open(int batchSize, int threads, BrokenImagePolicy policy) {
        return ImageBatches.open(
                files, PREPROCESSING, batchSize, threads, policy, broken -> skipped.add(broken.getMessage()));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 3", "23, 2", "50, 8", "5, 16"})
    void deliversAllImagesInOrder(int batchSize, int threads) {
        int seen = 0;
        try (ImageBatches batches = open(batchSize, threads, BrokenImagePolicy.FAIL)) {
            while (batches.next()) {
                Tensor images = batches.images();
                int count = Math.min(batchSize, FILES - seen);
                assertArrayEquals(new int[] {count, 3, 12, 12}, images.shape().toArray());
                for (int i = 0; i < count; i++) {
                    assertEquals(files.get(seen), batches.paths().get(i));
                    assertEquals(seen, batches.positions()[i]);
                    assertArrayEquals(preprocessed(seen), images.select(0, i).toFloatArray());
                    seen++;
                }
            }
            LoadingTimes times = batches.times();
            assertEquals(threads, times.threads());
            assertEquals(FILES, times.images());
            assertEquals(
                    files.stream().mapToLong(file -> file.toFile().length()).sum(), times.bytes());
            assertTrue(times.readSeconds() > 0 && times.decodeSeconds() > 0 && times.preprocessSeconds() > 0);
        }
        assertEquals(FILES, seen);
        assertNoThreads();
    }

    @Test
    void skipsBrokenImagesAndReportsThem() throws IOException {
        for (int i : new int[] {0, 5, 8, 9, 10, 11, 22}) {
            Files.writeString(files.get(i), "broken");
        }
        List<Path> delivered = new ArrayList<>();
        try (ImageBatches batches = open(4, 2, BrokenImagePolicy.SKIP)) {
            while (batches.next()) {
                for (int i = 0; i < batches.paths().size(); i++) {
                    int position = batches.positions()[i];
                    assertArrayEquals(
                            preprocessed(position),
                            batches.images().select(0, i).toFloatArray());
                    assertEquals(files.get(position), batches.paths().get(i));
                    delivered.add(files.get(position));
                }
            }
            assertFalse(batches.next());
        }
        assertEquals(FILES - 7, delivered.size());
        assertEquals(7, skipped.size());
        assertTrue(skipped.getFirst().startsWith(files.getFirst().toString()), skipped.getFirst());
        assertTrue(skipped.getLast().startsWith(files.getLast().toString()), skipped.getLast());
    }

    @Test
    void leavesPreprocessingToADevice() throws IOException {
        for (int i : new int[] {0, 5, 9, 22}) {
            Files.writeString(files.get(i), "broken");
        }
        int seen = 0;
        try (CpuDevice device = new CpuDevice(1);
                Scope scope = Scope.ofHost();
                ImageBatches batches = ImageBatches.openPixels(
                        files,
                        PREPROCESSING,
                        4,
                        3,
                        BrokenImagePolicy.SKIP,
                        broken -> skipped.add(broken.getMessage()))) {
            while (batches.next()) {
                assertThrows(IllegalStateException.class, batches::images);
                PixelBatch pixels = batches.pixels().orElseThrow();
                Tensor images = scope.allocate(DType.F32, pixels.images().size(), 3, 12, 12);
                device.execute(new ResizeCropNormalize(
                        pixels.pixels(), pixels.table(scope), PREPROCESSING.levels(scope), images));
                for (int i = 0; i < images.dim(0); i++) {
                    int position = batches.positions()[i];
                    assertArrayEquals(
                            preprocessed(position), images.select(0, i).toFloatArray());
                    seen++;
                }
            }
        }
        assertEquals(FILES - 4, seen);
        assertEquals(4, skipped.size());
        assertNoThreads();
    }

    @Test
    void failsAtTheFirstBrokenImage() throws IOException {
        Files.writeString(files.get(6), "broken");
        Files.delete(files.get(9));
        try (ImageBatches batches = open(4, 3, BrokenImagePolicy.FAIL)) {
            assertTrue(batches.next());
            String message =
                    assertThrows(BadInputException.class, batches::next).getMessage();
            assertTrue(message.startsWith(files.get(6).toString()), message);
        }
        assertNoThreads();
    }

    @Test
    void closesEarlyWithoutLeavingThreads() {
        ImageBatches batches = open(2, 4, BrokenImagePolicy.SKIP);
        assertThrows(IllegalStateException.class, batches::images);
        assertTrue(batches.next());
        Tensor images = batches.images();
        batches.close();
        assertNoThreads();
        assertThrows(IllegalStateException.class, () -> images.get(0, 0, 0, 0), "the memory is freed");
    }

    @Test
    void hasNoBatchOfNoFiles() {
        try (ImageBatches batches =
                ImageBatches.open(List.of(), PREPROCESSING, 4, 1, BrokenImagePolicy.FAIL, broken -> {})) {
            assertFalse(batches.next());
        }
    }

    private float[] preprocessed(int file) {
        try (Scope scope = Scope.ofHost()) {
            Tensor expected = scope.allocate(DType.F32, 3, 12, 12);
            PREPROCESSING.apply(ImageDecoder.decode(files.get(file)), expected);
            return expected.toFloatArray();
        }
    }

    /** The pool is terminated when its last task is; the threads themselves end a moment later. */
    private static void assertNoThreads() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("jclip-images-")) {
                assertTimeoutPreemptively(Duration.ofSeconds(30), () -> thread.join(), thread.getName());
            }
        }
    }
}

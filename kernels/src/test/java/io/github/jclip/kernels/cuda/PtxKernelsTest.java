// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kernels compiled ahead of time: the files and the choice. The emulated driver cannot run PTX. */
class PtxKernelsTest {
    private static final KernelSource FILL = KernelSource.of("fill");
    private static final int CUDA_13 = 13000;

    @TempDir
    private Path folder;

    @AfterEach
    void forgetTheFolder() {
        System.clearProperty(PtxKernels.PROPERTY);
    }

    /** Prints what it was asked for instead of compiling it. */
    private record StandIn(String cuda) implements PtxCompiler {
        @Override
        public String ptx(KernelSource source, List<String> options) {
            return source.name() + " " + options + "\n";
        }

        @Override
        public String description() {
            return "stand-in";
        }
    }

    private PtxKernels compiledBy(String cuda) {
        new StandIn(cuda).write(List.of(FILL), folder);
        return new PtxKernels(folder);
    }

    private static GpuProperties gpu(int architecture, int cuda) {
        return new GpuProperties(0, "GPU", 1L << 34, architecture, 40, true, cuda);
    }

    private static String text(byte[] ptx) {
        assertEquals(0, ptx[ptx.length - 1], "the driver reads up to a zero byte");
        return new String(ptx, 0, ptx.length - 1, StandardCharsets.UTF_8);
    }

    @Test
    void everySourceIsListed() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/io/github/jclip/kernels/cuda"))) {
            List<String> expected = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".cu"))
                    .sorted()
                    .toList();
            assertEquals(
                    expected,
                    KernelSources.all().stream().map(KernelSource::file).toList());
        }
    }

    @Test
    void aGpuGetsTheNewestThatItCanRun() {
        PtxKernels kernels = compiledBy("12.8");
        Map<Integer, Integer> expected = Map.of(75, 75, 80, 80, 86, 80, 89, 80, 90, 90, 120, 90);
        expected.forEach((architecture, compiled) -> {
            String text = text(kernels.of(FILL, gpu(architecture, CUDA_13)));
            assertTrue(text.contains("--gpu-architecture=compute_" + compiled), text);
        });
        assertTrue(refusal(kernels, gpu(70, CUDA_13)).contains("need compute capability 7.5"));
    }

    @Test
    void theSameSourcesGiveTheSameBytes() throws IOException {
        PtxKernels kernels = compiledBy("12.8");
        Path file = folder.resolve("fill.compute_80.ptx");
        byte[] first = Files.readAllBytes(file);
        compiledBy("12.8");
        assertArrayEquals(first, Files.readAllBytes(file));
        assertEquals(new String(first, StandardCharsets.UTF_8), text(kernels.of(FILL, gpu(80, CUDA_13))));
    }

    @Test
    void whatWasMadeFromOtherSourcesIsRefused() {
        PtxKernels kernels = compiledBy("12.8");
        KernelSource changed = new KernelSource("fill", FILL.text() + "\n", FILL.headers());
        assertEquals(
                folder.resolve("fill.compute_80.ptx") + ": made from another version of fill.cu; make the bundle again"
                        + " with './jclip bundle', or install NVRTC",
                assertThrows(BadInputException.class, () -> kernels.of(changed, gpu(80, CUDA_13)))
                        .getMessage());
        KernelSource header = new KernelSource("fill", FILL.text(), Map.of("elements.cuh", ""));
        assertThrows(BadInputException.class, () -> kernels.of(header, gpu(80, CUDA_13)));
    }

    @Test
    void whatTheDriverIsTooOldForIsRefused() {
        PtxKernels kernels = compiledBy("13.0");
        text(kernels.of(FILL, gpu(90, CUDA_13)));
        assertEquals(
                folder.resolve("fill.compute_90.ptx")
                        + ": made by the compiler of CUDA 13.0, and this driver knows CUDA"
                        + " 12.8 only; install a newer driver, or NVRTC, or make the bundle with an older compiler",
                refusal(kernels, gpu(90, 12080)));
    }

    @Test
    void whatJclipDidNotMakeIsRefused() throws IOException {
        PtxKernels kernels = new PtxKernels(folder);
        Path file = folder.resolve("fill.compute_80.ptx");
        assertTrue(refusal(kernels, gpu(80, CUDA_13)).startsWith(file + ": does not exist"));
        for (String content : List.of("", "\n", ".version 8.0\n", "// jclip: sources 00, CUDA 12.8\n")) {
            Files.writeString(file, content);
            assertTrue(refusal(kernels, gpu(80, CUDA_13)).startsWith(file + ": not made by jclip; "), content);
        }
    }

    private static String refusal(PtxKernels kernels, GpuProperties gpu) {
        return assertThrows(BadInputException.class, () -> kernels.of(FILL, gpu))
                .getMessage();
    }

    @Test
    void nvrtcIsPreferred() {
        Emulator.fresh();
        assertEquals(1, GpuProperties.all().size());
        System.setProperty(PtxKernels.PROPERTY, folder.toString());
        assertEquals("libnvrtc.so.12", description(""));
        assertEquals("libnvrtc.so.12", description("nvrtc"));
        assertEquals("ptx in " + folder, description("ptx"));
    }

    @Test
    void aBundleBringsThemBesideTheFolderOfItsJar() throws IOException {
        Path jar = Files.createDirectories(folder.resolve("lib")).resolve("jclip.jar");
        Path ptx = Files.createDirectory(folder.resolve("ptx"));
        assertEquals(Optional.of(new PtxKernels(ptx)), PtxKernels.ofBundle(jar));
        Files.delete(ptx);
        assertEquals(Optional.empty(), PtxKernels.ofBundle(jar));
    }

    @Test
    void theDeviceSaysThatItUsesThem() {
        Emulator emulator = Emulator.fresh();
        try (var device = new CudaDevice(
                GpuProperties.all().getFirst(),
                CublasChoice.JCUBLAS.binding().orElseThrow(),
                new PtxKernels(folder),
                Precision.F32)) {
            assertTrue(device.description().contains(" kernels=ptx in " + folder + " "), device.description());
        }
        emulator.assertNoLeaks();
    }

    @Test
    void aWrongChoiceIsRefused() {
        assertEquals(Optional.empty(), KernelCodeChoice.find("ptx"));
        assertEquals(
                "-Djclip.cuda.kernels=cubin: write nvrtc or ptx",
                assertThrows(BadInputException.class, () -> KernelCodeChoice.find("cubin"))
                        .getMessage());
        System.setProperty(PtxKernels.PROPERTY, "/no/such/folder");
        assertEquals(
                "-Djclip.cuda.ptx=/no/such/folder: no such folder",
                assertThrows(BadInputException.class, () -> KernelCodeChoice.find("ptx"))
                        .getMessage());
    }

    private static String description(String forced) {
        return KernelCodeChoice.find(forced).orElseThrow().description();
    }

    @Test
    void nvccCompilesForNvidiasAssembler() throws IOException, InterruptedException {
        PtxCompiler nvcc = Nvcc.find().orElse(null);
        assumeTrue(nvcc != null, "needs nvcc of the CUDA toolkit");
        nvcc.write(List.of(FILL), folder);
        String text = text(new PtxKernels(folder).of(FILL, gpu(80, PtxHeader.cuda(nvcc.cuda()))));
        assertTrue(text.contains(".target sm_80") && text.contains(".entry fill_bf16"), text);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DeviceProvider;
import io.github.jclip.tensor.DeviceProvider.Candidate;
import io.github.jclip.tensor.Devices;
import io.github.jclip.tensor.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaDeviceProviderTest {
    private static final String PROPRIETARY =
            "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.129.03  Thu Oct 19 18:56:32 UTC 2023\n"
                    + "GCC version: 12.2";
    private static final String OPEN =
            "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build  (builder)\n";

    private static final NvidiaDriver DRIVER = new NvidiaDriver("570.86.15", true);

    @TempDir
    private Path folder;

    @Test
    void isFoundAsAService() {
        assertTrue(Devices.providers().stream().map(DeviceProvider::scheme).anyMatch("cuda"::equals));
    }

    @Test
    void saysHowToGetAMissingDriver() {
        Candidate candidate = onlyCandidate(Optional.empty());
        assertFalse(candidate.available());
        assertTrue(candidate.description().startsWith("no NVIDIA driver found; "), candidate.description());
    }

    @Test
    void saysWhichHalfOfTheDriverIsMissing() {
        Candidate candidate = onlyCandidate(Optional.of(new NvidiaDriver("570.86.15", false)));
        assertFalse(candidate.available());
        assertEquals(
                "NVIDIA driver 570.86.15 (without libcuda): its user-space library is missing; install libcuda.so.1 of"
                        + " the same version",
                candidate.description());
    }

    @Test
    void describesAGpuAndDoesNotPromiseModels() {
        Emulator.fresh();
        Candidate candidate = onlyCandidate(Optional.of(DRIVER));
        assertFalse(candidate.available());
        assertEquals("cuda:0", candidate.name());
        assertEquals(
                "emulated GPU, 1.0 GiB, compute capability 8.0, CUDA 12.8: this version of jclip does not run models"
                        + " on it yet; use cpu",
                candidate.description());
    }

    @Test
    void theBindingToCublasCanBeForced() {
        Emulator emulator = Emulator.fresh();
        String jcublas = "libcublas.so.12 120800 through JCublas2";
        String foreign = "libcublas.so.13 130800 through java.lang.foreign";
        assertEquals(jcublas + " with libcublasLt.so.12 120800", libraries("", "on"));
        assertEquals(jcublas + " with libcublasLt.so.12 120800", libraries("jcublas", "on"));
        assertEquals(foreign + " with libcublasLt.so.13 130800", libraries("foreign", "on"));
        assertEquals(jcublas, libraries("jcublas", "off"));
        assertEquals(foreign, libraries("foreign", "off"));
        emulator.assertNoLeaks();
        assertRefused("-Djclip.cuda.cublas=cutlass: write jcublas or foreign", "cutlass", "on");
        assertRefused("-Djclip.cuda.cublaslt=no: write on or off", "", "no");
    }

    private static String libraries(String forced, String lt) {
        try (Gpu gpu = new Gpu(
                GpuProperties.all().getFirst(), CublasChoice.find(forced, lt).orElseThrow())) {
            return gpu.blas().description();
        }
    }

    private static void assertRefused(String message, String forced, String lt) {
        assertEquals(
                message,
                assertThrows(BadInputException.class, () -> CublasChoice.find(forced, lt))
                        .getMessage());
    }

    @Test
    void saysWhyADriverIsOfNoUse() {
        Emulator emulator = Emulator.fresh();
        emulator.setDevices(0);
        assertEquals(
                "NVIDIA driver 570.86.15 found, but no GPU that it can use",
                onlyCandidate(Optional.of(DRIVER)).description());
        emulator.fail("cuInit", 1, Emulator.OUT_OF_MEMORY);
        assertEquals(
                "NVIDIA driver 570.86.15 cannot be used: cuInit: CUDA_ERROR_OUT_OF_MEMORY (out of memory)",
                onlyCandidate(Optional.of(DRIVER)).description());
    }

    @Test
    void refusesToOpenWithTheReason() {
        var provider = new CudaDeviceProvider(Optional.empty());
        var refusal = assertThrows(BadInputException.class, () -> provider.open("cuda:0", Precision.F32));
        assertTrue(refusal.getMessage().startsWith("device 'cuda:0': no NVIDIA driver found"), refusal.getMessage());
    }

    @Test
    void readsTheVersionOfBothKernelModules() throws IOException {
        assertEquals("NVIDIA driver 535.129.03", driver(PROPRIETARY, true));
        assertEquals("NVIDIA driver 570.86.15 (without libcuda)", driver(OPEN, false));
        assertEquals("NVIDIA driver", driver("unknown", true));
    }

    @Test
    void findsNothingWithoutModuleAndLibrary() {
        Path missing = folder.resolve("missing");
        assertEquals(Optional.empty(), NvidiaDriver.find(missing, "libcuda.so.1", _ -> false));
        assertEquals(Optional.of(new NvidiaDriver("", true)), NvidiaDriver.find(missing, "libcuda.so.1", _ -> true));
    }

    private String driver(String kernelModule, boolean library) throws IOException {
        Path file = Files.writeString(folder.resolve("version"), kernelModule);
        return NvidiaDriver.find(file, "libcuda.so.1", _ -> library)
                .orElseThrow()
                .toString();
    }

    private static Candidate onlyCandidate(Optional<NvidiaDriver> driver) {
        List<Candidate> candidates = new CudaDeviceProvider(driver).candidates();
        assertEquals(1, candidates.size());
        return candidates.getFirst();
    }
}

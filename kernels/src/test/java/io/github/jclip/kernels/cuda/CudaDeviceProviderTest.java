// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
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
    void describesEveryGpuAndWhatItIsUsedWith() {
        Emulator emulator = Emulator.fresh();
        emulator.setDevices(2);
        List<Candidate> candidates = new CudaDeviceProvider(Optional.of(DRIVER)).candidates();
        assertEquals(
                List.of("cuda:0", "cuda:1"),
                candidates.stream().map(Candidate::name).toList());
        assertTrue(candidates.stream().allMatch(Candidate::available));
        assertEquals(
                "emulated GPU, 1.0 GiB, compute capability 8.0, CUDA 13.0, NVIDIA driver 570.86.15,"
                        + " libcublas.so.12 through JCublas2 with libcublasLt.so.12, libnvrtc.so.12",
                candidates.getFirst().description());
    }

    @Test
    void opensAGpuByItsNumber() {
        Emulator emulator = Emulator.fresh();
        emulator.setDevices(2);
        var provider = new CudaDeviceProvider(Optional.of(DRIVER));
        try (Device first = provider.open("cuda", Precision.F32);
                Device second = provider.open("cuda:1", Precision.BF16)) {
            assertEquals("cuda:0", first.name());
            assertEquals("cuda:1", second.name());
            assertEquals(DType.BF16, second.computeType());
            assertTrue(second.description().endsWith(" precision=BF16 fallback=none"), second.description());
        }
        emulator.assertNoLeaks();
    }

    @Test
    void refusesGpusThatAreNotThere() {
        Emulator emulator = Emulator.fresh();
        var provider = new CudaDeviceProvider(Optional.of(DRIVER));
        assertEquals(
                "device 'cuda:1': this machine has cuda:0; 'jclip devices' lists what it has",
                assertThrows(BadInputException.class, () -> provider.open("cuda:1", Precision.F32))
                        .getMessage());
        emulator.setDevices(2);
        assertEquals(
                "device 'cuda:x': this machine has cuda:0 to cuda:1; 'jclip devices' lists what it has",
                assertThrows(BadInputException.class, () -> provider.open("cuda:x", Precision.F32))
                        .getMessage());
    }

    @Test
    void saysWhatRunsWithoutTensorCores() {
        var turing = new GpuProperties(0, "T4", 1L << 34, 75, 40, true, 12080);
        assertEquals(Optional.empty(), turing.shortcoming(Precision.F32));
        assertEquals(Optional.empty(), turing.shortcoming(Precision.F16));
        assertEquals(
                Optional.of("products in bf16 without tensor cores, which need compute capability 8.0"),
                turing.shortcoming(Precision.BF16));
    }

    @Test
    void theBindingToCublasCanBeForced() {
        Emulator emulator = Emulator.fresh();
        String jcublas = "libcublas.so.12 120800 through JCublas2";
        String foreign = "libcublas.so.13 130800 through java.lang.foreign";
        assertEquals(jcublas + " with libcublasLt.so.12 120800", libraries("", "on"));
        assertEquals(jcublas + " with libcublasLt.so.12 120800", libraries("jcublas", "on"));
        assertEquals(foreign + " with libcublasLt.so.13 130800", libraries("foreign", "on"));
        assertEquals(jcublas + " with libcublasLt.so.12 120800", libraries("", "untuned"));
        assertEquals(jcublas, libraries("jcublas", "off"));
        assertEquals(foreign, libraries("foreign", "off"));
        emulator.assertNoLeaks();
        assertRefused("-Djclip.cuda.cublas=cutlass: write jcublas or foreign", "cutlass", "on");
        assertRefused("-Djclip.cuda.cublaslt=no: write on, untuned or off", "", "no");
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

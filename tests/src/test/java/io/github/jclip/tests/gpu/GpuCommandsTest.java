// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jclip.kernels.cuda.EmulatedGpu;
import io.github.jclip.tests.support.ClusteredFeatures;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.Photos;
import io.github.jclip.tests.support.StandaloneJar;
import io.github.jclip.tests.support.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line with {@code --device cuda}: processes that find the emulated GPU as they would find a real one. */
class GpuCommandsTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void jarIsUpToDate() throws IOException {
        StandaloneJar.assumeUpToDate();
    }

    /** The cache folder is where the tests of the kernels have compiled them. */
    private static Finished onGpu(String... args) throws IOException, InterruptedException {
        Path libraries = EmulatedGpu.libraries();
        ProcessBuilder process = StandaloneJar.process(args);
        process.environment().put("LD_LIBRARY_PATH", libraries.toString());
        process.environment().put("JCLIP_CACHE", libraries.toString());
        return Finished.run(process);
    }

    private static JsonNode json(Finished finished) {
        assertEquals(0, finished.exitCode(), finished.err());
        return JsonMapper.shared().readTree(finished.out());
    }

    @Test
    void devicesAndDoctorDescribeTheGpu() throws IOException, InterruptedException {
        String expected = "emulated GPU, 1.0 GiB, compute capability 8.0, CUDA 13.0, NVIDIA driver,"
                + " libcublas.so.12 through JCublas2, libnvrtc.so.12";
        for (String command : List.of("devices", "doctor")) {
            JsonNode gpu = json(onGpu(command, "--json")).get("devices").get(1);
            assertEquals("cuda:0", gpu.get("name").asString());
            assertTrue(gpu.get("available").asBoolean());
            assertEquals(expected, gpu.get("description").asString());
        }
    }

    @Test
    void imagesAreClassifiedAsOnTheCpu() throws IOException, InterruptedException {
        Path model = TinyModel.make(folder.resolve("model"));
        Path photo = Photos.draw(Files.createDirectory(folder.resolve("photos"))).getFirst();
        String[] command = {
            "classify",
            photo.toString(),
            "--model",
            model.toString(),
            "--labels",
            "cat,dog",
            "--json",
        };
        Finished onGpu = onGpu(with(command, "--device", "cuda"));
        JsonNode expected = json(StandaloneJar.run(command));
        JsonNode actual = json(onGpu);
        assertTrue(onGpu.messages().getFirst().startsWith("device=cuda:0 (emulated GPU"), onGpu.err());
        assertProbabilities(expected, actual, 1e-4);
        assertProbabilities(expected, json(onGpu(with(command, "--device", "cuda", "--precision", "bf16"))), 0.2);
    }

    private static void assertProbabilities(JsonNode expected, JsonNode actual, double allowed) {
        for (String label : List.of("cat", "dog")) {
            assertEquals(probability(expected, label), probability(actual, label), allowed, label);
        }
    }

    private static double probability(JsonNode result, String label) {
        for (JsonNode prediction : result.at("/images/0/labels")) {
            if (prediction.get("label").asString().equals(label)) {
                return prediction.get("probability").asDouble();
            }
        }
        throw new AssertionError(label + " is not in " + result);
    }

    @Test
    void taskresIsTunedAsOnTheCpu() throws IOException, InterruptedException {
        Path features = ClusteredFeatures.write(folder.resolve("features.safetensors"));
        JsonNode expected = json(StandaloneJar.run(tune(features, "cpu")));
        JsonNode actual = json(onGpu(tune(features, "cuda", "--device", "cuda:0", "--precision", "tf32")));
        assertEquals(expected.get("result").get("zeroShot").get("correct"), actual.at("/result/zeroShot/correct"));
        assertEquals(expected.get("result").get("tuned").get("correct"), actual.at("/result/tuned/correct"));
        JsonNode device = JsonMapper.shared()
                .readTree(Files.readString(folder.resolve("cuda/run.json")))
                .get("device");
        assertEquals("cuda:0", device.get("name").asString());
        assertEquals("TF32", device.get("precision").asString());
    }

    private String[] tune(Path features, String run, String... options) {
        String[] command = {
            "tune",
            "taskres",
            "--features",
            features.toString(),
            "--shots",
            "4",
            "--epochs",
            "2",
            "--lr",
            "0.05",
            "--json",
            "--out",
            folder.resolve(run).toString()
        };
        return with(command, options);
    }

    private static String[] with(String[] command, String... options) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(options));
        return all.toArray(String[]::new);
    }

    @Test
    void trainingIn16BitsIsRefusedWithWhatToDo() throws IOException, InterruptedException {
        Path features = ClusteredFeatures.write(folder.resolve("features.safetensors"));
        Finished refused = onGpu(tune(features, "run", "--device", "cuda", "--precision", "bf16"));
        assertEquals(2, refused.exitCode());
        assertEquals(
                List.of("jclip: --precision bf16: training needs f32 or tf32; to tune on embeddings in bf16, make them"
                        + " first by 'jclip encode --precision bf16'"),
                refused.messages());
    }

    @Test
    void withoutADriverTheFixIsNamed() throws IOException, InterruptedException {
        boolean driver = !StandaloneJar.run("devices").out().contains("no NVIDIA driver found");
        assumeTrue(!driver, "this machine has an NVIDIA driver");
        Path photo = Photos.draw(Files.createDirectory(folder.resolve("photos"))).getFirst();
        Finished refused = StandaloneJar.run("classify", photo.toString(), "--labels", "cat", "--device", "cuda");
        assertEquals(2, refused.exitCode());
        assertEquals("", refused.out());
        assertEquals(1, refused.messages().size(), refused.err());
        assertTrue(
                refused.err().contains("jclip: device 'cuda': no NVIDIA driver found; on a machine with an NVIDIA GPU"
                        + " install the driver"),
                refused.err());
    }
}

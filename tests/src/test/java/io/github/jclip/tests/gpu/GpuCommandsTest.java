// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jclip.kernels.cuda.EmulatedGpu;
import io.github.jclip.tests.support.ClusteredFeatures;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.StandaloneJar;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
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

    /** Runs where the emulated GPU can be found; the cache folder is where the tests of the kernels have compiled them. */
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
                + " libcublas.so.12 through JCublas2 with libcublasLt.so.12, libnvrtc.so.12";
        for (String command : List.of("devices", "doctor")) {
            JsonNode gpu = json(onGpu(command, "--json")).get("devices").get(1);
            assertEquals("cuda:0", gpu.get("name").asString());
            assertTrue(gpu.get("available").asBoolean());
            assertEquals(expected, gpu.get("description").asString());
        }
    }

    /** The model that jclip brings; its logits are at most 100, so that F32's rounding moves a probability by far less. */
    @Test
    void imagesAreClassifiedAsOnTheCpu() throws IOException, InterruptedException {
        String[] command = {"classify", circle().toString(), "--labels", "red circle,blue square", "--json"};
        JsonNode expected = json(onGpu(command)).at("/images/0/labels");
        Finished finished = onGpu(with(command, "--device", "cuda"));
        JsonNode actual = json(finished).at("/images/0/labels");
        assertTrue(finished.messages().getFirst().startsWith("device=cuda:0 (emulated GPU"), finished.err());
        assertEquals("red circle", actual.get(0).get("label").asString());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i).get("label"), actual.get(i).get("label"));
            double probability = expected.get(i).get("probability").asDouble();
            assertEquals(probability, actual.get(i).get("probability").asDouble(), 1e-3);
        }
    }

    @Test
    void towersComputeInThePrecisionAskedFor() throws IOException, InterruptedException {
        Finished finished = onGpu(
                "classify",
                circle().toString(),
                "--labels",
                "red circle,blue square",
                "--json",
                "--device",
                "cuda:0",
                "--precision",
                "bf16");
        assertEquals("red circle", json(finished).at("/images/0/labels/0/label").asString());
        assertTrue(finished.messages().getFirst().contains(" precision=BF16 "), finished.err());
    }

    private Path circle() throws IOException {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, 64, 64);
        graphics.setColor(Color.RED);
        graphics.fillOval(12, 12, 40, 40);
        graphics.dispose();
        Path file = folder.resolve("circle.png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    @Test
    void taskresIsTunedAsOnTheCpu() throws IOException, InterruptedException {
        Path features = ClusteredFeatures.write(folder.resolve("features.safetensors"));
        JsonNode expected = json(onGpu(tune(features, "cpu")));
        JsonNode actual = json(onGpu(tune(features, "cuda", "--device", "cuda:0", "--precision", "tf32")));
        assertEquals(expected.at("/result/zeroShot/correct"), actual.at("/result/zeroShot/correct"));
        assertEquals(expected.at("/result/tuned/correct"), actual.at("/result/tuned/correct"));
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
            "10",
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
        Finished refused = StandaloneJar.run("classify", circle().toString(), "--labels", "cat", "--device", "cuda");
        assertEquals(2, refused.exitCode());
        assertEquals("", refused.out());
        assertEquals(1, refused.messages().size(), refused.err());
        assertTrue(
                refused.err()
                        .contains("jclip: device 'cuda': no NVIDIA driver found; on a machine with an NVIDIA GPU"
                                + " install the driver"),
                refused.err());
    }
}

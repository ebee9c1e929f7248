// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.BundledModel;
import io.github.jclip.clip.Clip;
import io.github.jclip.clip.image.BrokenImagePolicy;
import io.github.jclip.clip.image.PreprocessingPlace;
import io.github.jclip.taskres.images.ImageReading;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Devices;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodePlanTest {
    @TempDir
    private Path folder;

    private static EncodePlan plan(double seconds, long headerBytes, long memoryBytes) {
        return new EncodePlan(
                "out.safetensors",
                "model",
                "device=cpu",
                1_000_000,
                256,
                32,
                8,
                List.of(
                        new EncodePlan.Stage("read", 6000, "at the first reading"),
                        new EncodePlan.Stage("decode", 1500, ""),
                        new EncodePlan.Stage("compute", 99.5, ""),
                        new EncodePlan.Stage("write", 1e6, "at the end")),
                80,
                seconds,
                37_000_000_000L,
                2_048_000_000L,
                headerBytes,
                memoryBytes,
                16_000_000_000L,
                ".out.safetensors-encoding",
                30);
    }

    @Test
    void namesTheSlowestStageAndTheWholeCost() {
        assertEquals(
                List.of(
                        "plan for 1,000,000 images, from 256 of them; batches of 32, 8 threads decode",
                        "  read      6,000 images/s      at the first reading",
                        "  decode    1,500 images/s",
                        "  compute   99.5 images/s                             the bottleneck",
                        "  write     1,000,000 images/s  at the end",
                        "  together  80.0 images/s",
                        "time     20:00",
                        "reads    34.5 GiB in 1,000,000 files",
                        "writes   2.0 GiB to out.safetensors",
                        "memory   2.8 GiB; 14.9 GiB are free here",
                        "restart  --resume goes on where it was interrupted, and 30 s of work are lost at most; until the end"
                                + " 1.9 GiB lie in .out.safetensors-encoding"),
                plan(1200, 60_000_000, 3_000_000_000L).lines());
    }

    @Test
    void dividesWhatTakesTooLongOrDoesNotFit() {
        assertEquals(1, plan(1200, 60_000_000, 3_000_000_000L).parts());
        assertEquals(1, plan(3 * 3600 + 1, 60_000_000, 3_000_000_000L).parts());
        assertEquals(3, plan(1200, 200_000_001, 3_000_000_000L).parts());
        assertEquals(2, plan(1200, 60_000_000, 17_000_000_000L).parts());
        assertTrue(plan(1200, 200_000_001, 1)
                .lines()
                .getLast()
                .endsWith("divide the images into 3 lists of 333,334 and give each its own --out"));
    }

    @Test
    void measuresEveryStageAndLeavesNothing() throws IOException {
        List<Path> images = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Path file = folder.resolve("image%d.png".formatted(i));
            ImageIO.write(new BufferedImage(40 + i, 30, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
            images.add(file);
        }
        Path model = BundledModel.named(BundledModel.DEFAULT).orElseThrow().unpack(folder.resolve("models"));
        Path out = folder.resolve("out.safetensors");
        var reading = new ImageReading(2, 1, PreprocessingPlace.HOST, BrokenImagePolicy.FAIL, _ -> {});
        EncodePlan plan;
        try (Device device = Devices.open("cpu:1");
                Clip clip = Clip.open(model, device)) {
            plan = new EncodePlanner(clip, reading, images, 0)
                    .plan("cpu", "bundled", 3000, out, Duration.ofSeconds(30));
            assertEquals(3000L * clip.config().embeddingDim() * Float.BYTES, plan.embeddingBytes());
        }
        assertEquals(
                List.of("read", "decode", "preprocess", "copy", "compute", "write"),
                plan.stages().stream().map(EncodePlan.Stage::name).toList());
        assertTrue(plan.stages().stream().allMatch(stage -> stage.imagesPerSecond() > 0), plan::toString);
        assertEquals(3, plan.measured());
        assertEquals(3000, plan.images());
        assertTrue(plan.seconds() >= 3000 / plan.together(), plan::toString);
        long bytes = images.stream().map(Path::toFile).mapToLong(File::length).sum();
        assertEquals(1000.0 * bytes, (double) plan.readBytes(), 1000);
        assertEquals(1000 * EncodePlan.headerBytes(images), plan.headerBytes());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(4, left.count());
        }
    }

    @Test
    void goesWithImagesOnly() {
        var err = new StringWriter();
        String[] args = {
            "encode", "--texts", "any", "--out", folder.resolve("out").toString(), "--plan"
        };
        int exitCode = JclipCommand.run(args, new PrintWriter(new StringWriter()), new PrintWriter(err));
        assertEquals(2, exitCode);
        assertEquals("jclip: --plan: goes with --images, and its number is at least 1\n", err.toString());
    }
}

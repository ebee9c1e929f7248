// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.bench.Target.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How measurements are judged. */
class TargetsTest {
    private static Timing timing(String contender, double ratio) {
        return new Timing(contender, "1", ratio, ratio, 3, 100, 10, 0, 0.9, ratio);
    }

    private static Measurement measurement(String group, String name, String size, Timing... timings) {
        return new Measurement(group, name, size, 1, 1e9, 1e9, 110, 20, 1 << 20, List.of(timings), List.of());
    }

    private static Target find(List<Target> targets, String start) {
        return targets.stream()
                .filter(it -> it.what().startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatWasNotMeasuredIsSkippedWithAReason() {
        List<Target> targets = Targets.judge(List.of(), List.of(1), Map.of());
        assertTrue(targets.size() >= 13);
        for (Target target : targets) {
            assertEquals(Status.SKIPPED, target.status());
            assertTrue(target.reason().contains("was not measured"), target.reason());
        }
    }

    @Test
    void aTowerIsHeldAgainstTheBetterOfItsPeers() {
        Measurement tower = measurement(
                "model",
                "RN50 image",
                "batch 8",
                timing("jclip", 1),
                timing(PeerProvider.PYTORCH, 1.3),
                timing(PeerProvider.ONNX_RUNTIME, 0.95));
        Target target = find(Targets.judge(List.of(tower), List.of(1), Map.of()), "RN50 image, batch 8");
        assertEquals(Status.SHORT, target.status());
        assertEquals("0.95×", target.reached());
    }

    @Test
    void oneSlowShapeSpoilsTheProducts() {
        List<Measurement> gemms = new ArrayList<>();
        for (GemmCase shape : GemmCase.CLIP) {
            double ratio = gemms.isEmpty() ? 0.85 : 1.1;
            gemms.add(measurement(
                    "gemm", "gemm", shape.size(), timing("jclip", 1), timing(PeerProvider.OPENBLAS, ratio)));
        }
        List<Target> targets = Targets.judge(gemms, List.of(1), Map.of());
        assertEquals(
                Status.SHORT,
                find(targets, "SGEMM on CLIP's eight shapes, weights").status());
        assertEquals(
                "least at " + GemmCase.CLIP.getFirst().size(),
                targets.getFirst().reason());
        assertEquals(
                Status.PASS,
                find(targets, "SGEMM on CLIP's eight shapes, share").status());
        assertEquals("90 %", targets.get(1).reached());
    }

    @Test
    void aShareOfAnUnprovenCeilingIsNotJudged() {
        List<Measurement> gemms = new ArrayList<>();
        for (GemmCase shape : GemmCase.CLIP) {
            double ofCeiling = gemms.size() < 4 ? 0.9 : 0;
            gemms.add(measurement(
                    "gemm", "gemm", shape.size(), new Timing("jclip", "1", 1, 1, 3, 100, 10, 0, ofCeiling, 1)));
        }
        Target share = find(Targets.judge(gemms, List.of(1), Map.of()), "SGEMM on CLIP's eight shapes, share");
        assertEquals(Status.SKIPPED, share.status());
        assertTrue(share.reason().contains("4 of 8"), share.reason());
    }

    private static Measurement io(String name, double seconds, Timing... peers) {
        List<Timing> timings = new ArrayList<>();
        timings.add(new Timing("jclip", "1", seconds, seconds, 3, 0, 0, 250, 0, 1));
        timings.addAll(List.of(peers));
        int threads = name.equals(PhotosCase.NAME) ? 1 : 0;
        return new Measurement("io", name, "", threads, 0, 0, 110, 20, 1 << 20, timings, List.of());
    }

    @Test
    void filesAndProcessesHaveLimits() {
        List<Measurement> measured = List.of(
                io(PhotosCase.NAME, 0.25, timing(PeerProvider.PILLOW, 0.7)),
                io(ConvertCase.NAME, 1, timing(CopyAndHash.NAME, 0.4)),
                io("jclip --version", 0.15));
        Map<String, String> skipped = Map.of("jclip classify", "the disk is full");
        List<Target> targets = Targets.judge(measured, List.of(1), skipped);

        Target photos = find(targets, "decode and preprocess");
        assertEquals(Status.PASS, photos.status());
        assertEquals("0.70×", photos.reached());
        assertTrue(photos.reason().startsWith("250 images/s"), photos.reason());
        Target convert = find(targets, "convert");
        assertEquals(Status.SHORT, convert.status());
        assertEquals("2.50×", convert.reached());
        assertEquals(Status.PASS, find(targets, "jclip --version").status());
        Target classify = find(targets, "jclip classify");
        assertEquals(Status.SKIPPED, classify.status());
        assertEquals("the disk is full", classify.reason());
        assertEquals(0, classify.threads());
    }
}

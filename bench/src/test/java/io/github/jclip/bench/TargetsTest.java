// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.bench.Target.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How measurements are judged. */
class TargetsTest {
    private static Timing timing(String contender, double ratio) {
        return new Timing(contender, "1", ratio, ratio, 3, 100, 10, 0.9, ratio);
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
        List<Target> targets = Targets.judge(List.of(), List.of(1));
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
        Target target = find(Targets.judge(List.of(tower), List.of(1)), "RN50 image, batch 8");
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
        List<Target> targets = Targets.judge(gemms, List.of(1));
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
}

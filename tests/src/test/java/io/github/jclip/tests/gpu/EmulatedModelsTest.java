// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.bench.verify.Part;
import io.github.jclip.bench.verify.StageParity;
import io.github.jclip.bench.verify.TowerResult;
import io.github.jclip.bench.verify.TrajectoryResult;
import io.github.jclip.bench.verify.Verification;
import io.github.jclip.bench.verify.VerifyListener;
import io.github.jclip.bench.verify.VerifyOptions;
import io.github.jclip.bench.verify.VerifyReport;
import io.github.jclip.kernels.cuda.EmulatedGpu;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.conformance.Outcome;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whole models on the emulated GPU beside the CPU device in F32: what {@code jclip gpu-verify --quick} checks on a real one. */
class EmulatedModelsTest {
    private static final List<Precision> PRECISIONS =
            List.of(Precision.F32, Precision.TF32, Precision.F16, Precision.BF16);

    /** The image and the text tower of a ViT and of a ResNet. */
    private static final int TOWERS = 4;

    @TestFactory
    Stream<DynamicTest> towersComputeTheStagesOfTheCpu() {
        VerifyReport report = verify(Part.TOWERS, PRECISIONS);
        assertEquals(TOWERS * PRECISIONS.size(), report.towers().size());
        return report.towers().stream()
                .map(tower -> dynamicTest(
                        "%s %s %s".formatted(tower.architecture(), tower.tower(), tower.precision()),
                        () -> assertEquals(Outcome.PASSED, tower.outcome(), () -> explanation(tower))));
    }

    private static String explanation(TowerResult tower) {
        List<StageParity> wrong =
                tower.stages().stream().filter(stage -> !(stage.used() <= 1)).toList();
        return tower.detail() + wrong;
    }

    @Test
    void taskresTrainsAsOnTheCpu() {
        VerifyReport report = verify(Part.TASKRES, List.of(Precision.F32, Precision.TF32));
        assertEquals(2, report.taskres().size());
        for (TrajectoryResult training : report.taskres()) {
            assertEquals(Outcome.PASSED, training.outcome(), training::toString);
            assertTrue(!training.steps().isEmpty());
        }
    }

    private static VerifyReport verify(Part part, List<Precision> precisions) {
        EmulatedGpu gpu = EmulatedGpu.fresh();
        VerifyOptions options = new VerifyOptions(
                "cuda", precisions, EnumSet.of(part), true, true, Optional.empty(), Optional.empty(), "test");
        VerifyReport report = Verification.run(options, gpu::open, new Silence());
        assertEquals(List.of(), report.faults(), gpu::report);
        gpu.assertNoLeaks();
        return report;
    }

    private static final class Silence implements VerifyListener {
        @Override
        public void note(String text) {}

        @Override
        public void added(VerifyReport report) {}
    }
}

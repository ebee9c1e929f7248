// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.clip.ModelFolder;
import io.github.jclip.clip.WeightShapes;
import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.convert.check.OpenAiPrecision;
import io.github.jclip.convert.check.TorchArchiveWriter;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.safetensors.TensorSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ViT-B/32 of the size, the layout and the types of OpenAI's download, converted in a small heap. */
class FullSizeConversionTest {
    private static final ClipConfig VIT_B_32 =
            KnownArchitecture.named("ViT-B/32").orElseThrow().config();

    /** A quarter of the file, so that no copy of it can hide on the heap. */
    private static final int MAX_HEAP_MIB = 96;

    @TempDir
    private Path temporary;

    @Test
    void convertsAViTInASmallHeap() throws IOException, InterruptedException {
        Path source = temporary.resolve("ViT-B-32.pt");
        TorchArchiveWriter.writeScript(source, formulaWeights());
        assertTrue(Files.size(source) > 350_000_000, "the size of OpenAI's download");
        Path output = temporary.resolve("model");
        int peak = convertInChild(source, output);
        System.out.printf("converting %d MiB used %d MiB of heap%n", Files.size(source) >> 20, peak);
        try (ModelFolder model = ModelFolder.open(output)) {
            assertEquals(
                    "ViT-B/32",
                    KnownArchitecture.of(model.config()).orElseThrow().name());
            formulaWeights()
                    .forEach(expected -> assertSame(expected, model.weights().tensor(expected.name())));
        }
    }

    private static List<TensorSource> formulaWeights() {
        return WeightShapes.of(VIT_B_32).entrySet().stream()
                .map(weight -> {
                    String name = weight.getKey();
                    DType dtype = OpenAiPrecision.of(name);
                    return new TensorSource(name, dtype, weight.getValue(), scope -> {
                        Tensor exact = FormulaWeights.weight("", name, weight.getValue(), scope);
                        return dtype == DType.F32 ? exact : exact.copyTo(scope, dtype);
                    });
                })
                .toList();
    }

    private static void assertSame(TensorSource expected, Tensor actual) {
        try (Scope scope = Scope.ofHost()) {
            Tensor tensor = expected.loader().load(scope);
            assertEquals(tensor.dtype(), actual.dtype(), expected.name());
            assertEquals(tensor.shape(), actual.shape(), expected.name());
            long mismatch = tensor.segment()
                    .asSlice(0, tensor.byteSize())
                    .mismatch(actual.segment().asSlice(0, actual.byteSize()));
            assertEquals(-1, mismatch, expected.name());
        }
    }

    private static int convertInChild(Path source, Path output) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + MAX_HEAP_MIB + "m",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ConvertInLittleMemory.class.getName(),
                        source.toString(),
                        output.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, child.waitFor(), printed);
        return Integer.parseInt(printed);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class KernelTemplateTest {
    private static final Path SOURCES = Path.of("src/main/java/io/github/jclip/tensor/cpu");

    @TestFactory
    Stream<DynamicTest> kernelsAreWhatTheTemplatePrints() {
        return KernelTemplate.KERNELS.stream()
                .map(kernel -> DynamicTest.dynamicTest(kernel.name(), () -> assertPrinted(kernel)));
    }

    private static void assertPrinted(KernelTemplate kernel) throws IOException {
        assertEquals(kernel.source(), Files.readString(SOURCES.resolve(kernel.name() + ".java")));
    }
}

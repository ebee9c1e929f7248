// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static io.github.jclip.tensor.cpu.KernelTemplate.Left.DENSE_ROWS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a kernel's speed hangs on. C2 must keep all of its accumulators in registers: a process of its own compiles the
 * kernel and prints the machine code, in which no vector instruction may touch the stack. And C1 must be able to compile
 * the kernel, or it may never come to C2.
 */
class KernelCompilationTest {
    private static final String PACKAGE = "io.github.jclip.tensor.cpu.";

    @TempDir
    private Path folder;

    @BeforeEach
    void requireVectorsOfX86() {
        assumeTrue(List.of("amd64", "x86_64").contains(System.getProperty("os.arch")), "the code is not for x86-64");
        assumeFalse(Lanes.SCALAR, "the scalar kernel has no vectors");
    }

    @ParameterizedTest
    @MethodSource("kernelsOfThisWidth")
    void theKernelsOfThisWidthKeepTheirVectorsInRegisters(String kernel) throws IOException, InterruptedException {
        int found = compiled(kernel).vectorStackOperands();
        assertEquals(0, found, "the kernel spills vectors: half of its speed is lost");
    }

    @ParameterizedTest
    @MethodSource("kernelsOfThisWidth")
    void theKernelsOfThisWidthAreNotTooLargeForC1(String kernel) throws IOException, InterruptedException {
        assertFalse(isTooLargeForC1(kernel));
    }

    /** The test sees a spill: more accumulators than there are registers. */
    @Test
    void aTileLargerThanTheRegistersIsNoticed() throws IOException, InterruptedException {
        compile(new KernelTemplate("LargeKernel", 9, 4, DENSE_ROWS, false, List.of("Too large.")));
        int found = compiled("LargeKernel").vectorStackOperands();
        assertTrue(found > 9, () -> found + " vector operands on the stack");
    }

    @Test
    void aKernelTooLargeForC1IsNoticed() throws IOException, InterruptedException {
        compile(new KernelTemplate("HugeKernel", 16, 6, DENSE_ROWS, false, List.of("Too large.")));
        assertTrue(isTooLargeForC1("HugeKernel"));
    }

    static List<String> kernelsOfThisWidth() {
        return Lanes.BITS == 512
                ? List.of("SixRowKernel", "SixColumnKernel")
                : List.of("FiveRowKernel", "FiveColumnKernel");
    }

    private void compile(KernelTemplate template) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve(template.name() + ".java"), template.source());
        String printed = run(
                tool("javac"),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
        assertTrue(Files.exists(folder.resolve("io")), printed);
    }

    private boolean isTooLargeForC1(String kernel) throws IOException, InterruptedException {
        String printed = launch(kernel, "-XX:TieredStopAtLevel=3", "-XX:+PrintCompilation");
        List<String> lines = printed.lines()
                .filter(line -> line.contains(kernel + "::multiply "))
                .toList();
        assumeFalse(lines.isEmpty(), "this JVM has not compiled the kernel with C1");
        return lines.stream().anyMatch(line -> line.contains("COMPILE SKIPPED"));
    }

    private MachineCode compiled(String kernel) throws IOException, InterruptedException {
        String method = PACKAGE + kernel + "::multiply";
        String printed = launch(kernel, "-XX:CompileCommand=quiet", "-XX:CompileCommand=print," + method);
        assumeTrue(printed.contains("Compiled method (c2)"), "this JVM has not compiled the kernel with C2");
        assumeTrue(printed.contains("[MachCode]"), "this JVM prints instructions instead of the bytes of machine code");
        return MachineCode.find(printed, method).orElseThrow();
    }

    private String launch(String kernel, String... flags) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(flags));
        command.addFirst(tool("java"));
        command.addAll(List.of(
                "-Xbatch",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-D" + Lanes.PROPERTY + "=" + Lanes.BITS,
                "-cp",
                folder + File.pathSeparator + System.getProperty("java.class.path"),
                KernelLaunch.class.getName(),
                PACKAGE + kernel));
        return run(command.toArray(String[]::new));
    }

    /** What a process prints, which must succeed. */
    private String run(String... command) throws IOException, InterruptedException {
        Path printed = Files.createTempFile(folder, "printed", ".txt");
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start()
                .waitFor();
        String text = Files.readString(printed, StandardCharsets.ISO_8859_1);
        assertEquals(0, exit, text);
        return text;
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}

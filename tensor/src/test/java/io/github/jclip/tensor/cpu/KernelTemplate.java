// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The template of the micro-kernels: prints the class that computes a tile of so many rows and vectors. C2 keeps only
 * local variables in registers, so a kernel names every accumulator, and no loop can write it.
 *
 * <p>{@code mvn -q -B test-compile exec:java@kernels -pl tensor} writes the kernels anew.
 *
 * @param name of the class
 * @param rows of the tile
 * @param vectors of a row of the tile
 * @param left how A lies in memory
 * @param touches whether the loop reads ahead in the panels to come
 * @param description Javadoc, a line each
 */
record KernelTemplate(String name, int rows, int vectors, Left left, boolean touches, List<String> description) {

    /** Which elements of A lie beside each other: those of a row, or those of a column, for a product with Aᵀ. */
    enum Left {
        DENSE_ROWS,
        DENSE_COLUMNS
    }

    /** The kernels that are part of the device. */
    static final List<KernelTemplate> KERNELS = List.of(
            new KernelTemplate(
                    "SixRowKernel",
                    6,
                    4,
                    Left.DENSE_ROWS,
                    true,
                    List.of(
                            "A tile of 6 rows and 4 vectors: 24 accumulators, 4 vectors of B and a broadcast in 29 of"
                                    + " the 32 registers of",
                            "AVX-512. Each scalar is loaded right before its use: with all loads at the head of the"
                                    + " loop C2 keeps them in registers",
                            "and spills.")),
            new KernelTemplate(
                    "FiveRowKernel",
                    5,
                    2,
                    Left.DENSE_ROWS,
                    false,
                    List.of(
                            "A tile of 5 rows and 2 vectors: 10 accumulators, 2 vectors of B and a broadcast in 13 of"
                                    + " 16 registers. With a sixth",
                            "row, a third vector or a read ahead C2 spills.")),
            new KernelTemplate(
                    "SixColumnKernel",
                    6,
                    4,
                    Left.DENSE_COLUMNS,
                    false,
                    List.of("The tile of {@link SixRowKernel} where the 6 elements for each k are dense.")),
            new KernelTemplate(
                    "FiveColumnKernel",
                    5,
                    2,
                    Left.DENSE_COLUMNS,
                    false,
                    List.of("The tile of {@link FiveRowKernel} where the 5 elements for each k are dense.")));

    /** Writes the kernels into a source folder. */
    public static void main(String[] arguments) throws IOException {
        for (KernelTemplate kernel : KERNELS) {
            Files.writeString(Path.of(arguments[0], kernel.name + ".java"), kernel.source());
        }
    }

    /** The source of the class. */
    String source() {
        return """
                // Copyright 2026 The jclip authors
                // SPDX-License-Identifier: Apache-2.0

                package io.github.jclip.tensor.cpu;

                import java.lang.foreign.MemorySegment;
                import java.lang.foreign.ValueLayout;
                import java.nio.ByteOrder;
                import jdk.incubator.vector.FloatVector;
                import jdk.incubator.vector.VectorSpecies;

                /**
                %s
                 *
                 * <p>Written by {@code KernelTemplate} of the tests; change it there.
                 */
                final class %s {
                    static final int ROWS = %d;
                    static final int VECTORS = %d;

                    private static final VectorSpecies<Float> S = Lanes.FLOATS;
                    private static final MemorySegment M = RawMemory.ALL;
                    private static final ByteOrder LE = RawMemory.ORDER;
                    private static final ValueLayout.OfFloat F = RawMemory.FLOAT;
                %s
                    /** Bytes from one vector of a row of the tile to the next. */
                    private static final long V1 = S.vectorByteSize();

                %s    /** Bytes from one row of a panel, or of the tile, to the next. */
                    private static final long PANEL_STEP = VECTORS * V1;

                    private %s() {}

                    /** As {@link MicroKernel#%s}%s. */
                    static %s multiply(long a, long aStep, long panel, int depth, long tile%s) {
                        long %s = aStep & RawMemory.STEP_BITS;
                        long p = a & RawMemory.ADDRESS_BITS;
                        long q = panel & RawMemory.ADDRESS_BITS;
                %s        FloatVector zero = FloatVector.zero(S);
                %s        int left = depth * Float.BYTES;
                        do {
                %s            p = (p + %s) & RawMemory.ADDRESS_BITS;
                            q = (q + PANEL_STEP) & RawMemory.ADDRESS_BITS;
                            left -= Float.BYTES;
                        } while (left != 0);

                        long t = tile & RawMemory.ADDRESS_BITS;
                %s%s    }
                }
                """.formatted(
                        description.stream().map(line -> " * " + line).collect(Collectors.joining("\n")),
                        name,
                        rows,
                        vectors,
                        touches ? "    private static final ValueLayout.OfInt I = RawMemory.INT;\n" : "",
                        vectorOffsets(),
                        name,
                        left == Left.DENSE_ROWS ? "multiply" : "multiplyTransposed",
                        contract(),
                        touches ? "int" : "void",
                        touches ? ", long ahead, long aheadStep" : "",
                        left == Left.DENSE_ROWS ? "aRow" : "aColumn",
                        touches ? """
                                        long h = ahead & RawMemory.ADDRESS_BITS;
                                        long hStep = aheadStep & RawMemory.STEP_BITS;
                                        int touched = 0;
                                """ : "",
                        accumulators(),
                        body(),
                        left == Left.DENSE_ROWS ? "Float.BYTES" : "aColumn",
                        stores(),
                        touches ? "        return touched;\n" : "");
    }

    private String contract() {
        if (touches) {
            return "; what was read ahead is returned lest the compiler drop it";
        }
        return left == Left.DENSE_ROWS ? ", which reads nothing ahead" : "";
    }

    private String vectorOffsets() {
        return IntStream.range(2, vectors)
                .mapToObj("    private static final long V%1$d = %1$d * V1;\n"::formatted)
                .collect(Collectors.joining("", "", vectors > 2 ? "\n" : ""));
    }

    private String accumulators() {
        StringBuilder lines = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            for (int vector = 0; vector < vectors; vector++) {
                lines.append("        FloatVector c%d%d = zero;\n".formatted(row, vector));
            }
        }
        return lines.toString();
    }

    private String body() {
        StringBuilder lines = new StringBuilder();
        if (touches) {
            lines.append("            touched |= M.get(I, h);\n");
            lines.append("            h = (h + hStep) & RawMemory.ADDRESS_BITS;\n");
        }
        for (int vector = 0; vector < vectors; vector++) {
            lines.append("            FloatVector b%d = FloatVector.fromMemorySegment(S, M, q%s, LE);\n"
                    .formatted(vector, vectorOffset(vector)));
        }
        for (int row = 0; row < rows; row++) {
            lines.append("            FloatVector row%d = FloatVector.broadcast(S, M.get(F, p%s));\n"
                    .formatted(row, rowOffset(row)));
            for (int vector = 0; vector < vectors; vector++) {
                lines.append("            c%1$d%2$d = row%1$d.fma(b%2$d, c%1$d%2$d);\n".formatted(row, vector));
            }
        }
        return lines.toString();
    }

    private String rowOffset(int row) {
        String step = left == Left.DENSE_ROWS ? "aRow" : "Float.BYTES";
        return row == 0 ? "" : row == 1 ? " + " + step : " + %d * %s".formatted(row, step);
    }

    private String stores() {
        StringBuilder lines = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            lines.append(row == 0 ? "" : "        t += PANEL_STEP;\n");
            for (int vector = 0; vector < vectors; vector++) {
                lines.append(
                        "        c%d%d.intoMemorySegment(M, t%s, LE);\n".formatted(row, vector, vectorOffset(vector)));
            }
        }
        return lines.toString();
    }

    private static String vectorOffset(int vector) {
        return vector == 0 ? "" : " + V" + vector;
    }
}

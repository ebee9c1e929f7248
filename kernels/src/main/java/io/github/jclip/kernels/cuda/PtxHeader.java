// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first line of a PTX file, a comment that says what the file was made from.
 *
 * @param sources the {@linkplain KernelSource#digest() digest} of the kernels' source
 * @param cuda the compiler's version, as the driver gives its own: 1000 times the major and 10 times the minor
 */
record PtxHeader(String sources, int cuda) {
    private static final Pattern LINE = Pattern.compile("// jclip: sources ([0-9a-f]{64}), CUDA (\\d{1,4})\\.(\\d)");
    private static final int LONGEST_LINE = 120;

    /** {@code gelu.compute_80.ptx}. */
    static String file(KernelSource source, int architecture) {
        return "%s.compute_%d.ptx".formatted(source.name(), architecture);
    }

    /** What a file says, if it says anything. */
    static Optional<PtxHeader> of(byte[] ptx) {
        String start = new String(ptx, 0, Math.min(LONGEST_LINE, ptx.length), StandardCharsets.UTF_8);
        Matcher line = LINE.matcher(start.lines().findFirst().orElse(""));
        return line.matches()
                ? Optional.of(new PtxHeader(line.group(1), cuda(line.group(2), line.group(3))))
                : Optional.empty();
    }

    /** 12080 for "12.8". */
    static int cuda(String version) {
        String[] parts = version.split("\\.", 2);
        return cuda(parts[0], parts[1]);
    }

    private static int cuda(String major, String minor) {
        return 1000 * Integer.parseInt(major) + 10 * Integer.parseInt(minor);
    }

    /** "12.8" for 12080. */
    static String version(int cuda) {
        return "%d.%d".formatted(cuda / 1000, cuda % 1000 / 10);
    }

    @Override
    public String toString() {
        return "// jclip: sources %s, CUDA %s\n".formatted(sources, version(cuda));
    }
}

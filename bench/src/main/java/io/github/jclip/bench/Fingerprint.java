// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The machine and the software that were measured.
 *
 * @param processor its model
 * @param extensions instruction sets that matter to the kernels
 * @param processors that jclip may use
 * @param lastLevelCache bytes; 0 where the system does not tell
 * @param vectorBits width of jclip's vectors, 0 for scalar code
 * @param jdk version and vendor
 * @param governor of the processor's frequency, or what is known instead
 * @param hugePages transparent huge pages, as the kernel is set
 * @param jclip version and commit
 */
public record Fingerprint(
        String processor,
        List<String> extensions,
        int processors,
        long lastLevelCache,
        int vectorBits,
        String system,
        String jdk,
        String governor,
        String hugePages,
        String jclip) {
    private static final Path GOVERNOR = Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    private static final String UNKNOWN = "not readable";

    /** This machine. */
    public static Fingerprint ofThisMachine(String jclip) {
        Processor processor = Processor.ofThisMachine();
        return new Fingerprint(
                processor.model(),
                processor.extensions(),
                processor.available(),
                CacheSize.lastLevel().orElse(0),
                processor.vectorBits(),
                "%s %s (%s)"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch")),
                "%s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor")),
                read(GOVERNOR),
                chosen(read(HUGE_PAGES)),
                jclip);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException _) {
            return UNKNOWN;
        }
    }

    /** Linux puts the choice in brackets. */
    private static String chosen(String choices) {
        return Arrays.stream(choices.split(" "))
                .filter(choice -> choice.startsWith("["))
                .map(choice -> choice.substring(1, choice.length() - 1))
                .findFirst()
                .orElse(choices);
    }
}

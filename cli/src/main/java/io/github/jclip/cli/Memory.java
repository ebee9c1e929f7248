// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine's memory, or the container's where one limits it, in bytes. */
record Memory(long totalBytes, long availableBytes, long heapLimitBytes) {
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern PEAK = Pattern.compile("^VmHWM:\\s+(\\d+) kB$", Pattern.MULTILINE);
    private static final Pattern AVAILABLE = Pattern.compile("^MemAvailable: +(\\d+) kB$", Pattern.MULTILINE);

    static Memory ofThisMachine() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long total = system.getTotalMemorySize();
        return new Memory(
                total,
                Math.min(total, available(system.getFreeMemorySize())),
                Runtime.getRuntime().maxMemory());
    }

    /** Free memory leaves out what the file cache would give back, so Linux's own estimate goes first. */
    private static long available(long free) {
        try {
            Matcher matcher = AVAILABLE.matcher(Files.readString(MEMINFO));
            return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : free;
        } catch (IOException e) {
            return free;
        }
    }

    /** The most that this process has had in memory so far; where the system does not tell, its heap now. */
    static long peakOfThisProcess() {
        try {
            Matcher matcher = PEAK.matcher(Files.readString(STATUS));
            if (matcher.find()) {
                return Long.parseLong(matcher.group(1)) * 1024;
            }
        } catch (IOException _) {
            // Another system than Linux.
        }
        return Runtime.getRuntime().totalMemory();
    }
}

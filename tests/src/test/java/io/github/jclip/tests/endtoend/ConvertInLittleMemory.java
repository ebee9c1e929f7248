// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.endtoend;

import io.github.jclip.convert.ConvertRequest;
import io.github.jclip.convert.Converter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Path;

/** A process of its own that converts a checkpoint and prints how much heap it came to use, in MiB. */
final class ConvertInLittleMemory {
    private ConvertInLittleMemory() {}

    public static void main(String[] arguments) {
        Converter.convert(ConvertRequest.of(Path.of(arguments[0]), Path.of(arguments[1])));
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        System.out.println(peak >> 20);
    }
}

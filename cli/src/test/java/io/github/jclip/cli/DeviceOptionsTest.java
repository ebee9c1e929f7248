// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class DeviceOptionsTest {
    @Command
    private static final class Compute implements Runnable {
        @Mixin
        private DeviceOptions device;

        @Mixin
        private PrecisionOptions precision;

        @Mixin
        private OutputOptions output;

        @Override
        public void run() {}
    }

    private final StringWriter log = new StringWriter();

    private Device open(String... args) {
        var command = new Compute();
        new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(log))
                .parseArgs(args);
        return command.device.open(command.precision.precision(), command.output);
    }

    @Test
    void theFirstLogLineNamesTheDevice() {
        try (Device device = open("--threads", "1")) {
            assertEquals("cpu", device.name());
            assertEquals(device.description() + "\n", log.toString());
            assertTrue(device.description().contains("1 thread"), device.description());
        }
    }

    @Test
    void quietLogsNothing() {
        open("-q").close();
        assertEquals("", log.toString());
    }

    @Test
    void refusesWhatIsNotThere() {
        refuses("unknown device 'tpu'", "--device", "tpu");
        refuses("device 'cuda:0': ", "--device", "cuda:0");
        refuses("device 'cpu': computes in f32, not in bf16", "--precision", "bf16");
        refuses("--threads 0: ", "--threads", "0");
        refuses("--threads 2: goes with --device cpu", "--device", "cpu:1", "--threads", "2");
    }

    private void refuses(String reason, String... args) {
        var refusal = assertThrows(BadInputException.class, () -> open(args).close());
        assertTrue(refusal.getMessage().startsWith(reason), refusal.getMessage());
    }
}

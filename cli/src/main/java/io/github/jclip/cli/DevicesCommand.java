// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tensor.DeviceProvider;
import io.github.jclip.tensor.DeviceProvider.Candidate;
import io.github.jclip.tensor.Devices;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "devices", description = "List the devices that can compute here, and say what others need.")
final class DevicesCommand implements Runnable {
    @Mixin
    private OutputOptions output;

    /** The JSON result. */
    record Result(List<Candidate> devices) {}

    static List<Candidate> candidates() {
        return Devices.providers().stream()
                .map(DeviceProvider::candidates)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public void run() {
        List<Candidate> candidates = candidates();
        if (output.json()) {
            output.json(new Result(candidates));
        } else {
            table(candidates).lines().forEach(output::line);
        }
    }

    static TextTable table(List<Candidate> candidates) {
        var table = new TextTable();
        for (Candidate candidate : candidates) {
            table.row(candidate.name(), candidate.available() ? "yes" : "no", candidate.description());
        }
        return table;
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "doctor",
        description = "Say what this machine has, what jclip uses of it, and how to get what is missing.")
final class DoctorCommand implements Runnable {
    @Mixin
    private OutputOptions output;

    @Override
    public void run() {
        Diagnosis diagnosis = Diagnosis.ofThisMachine();
        if (output.json()) {
            output.json(diagnosis);
        } else {
            diagnosis.lines().forEach(output::line);
        }
    }
}

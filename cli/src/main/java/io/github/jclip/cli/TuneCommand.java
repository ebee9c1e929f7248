// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.method.Methods;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "tune", description = "Tune a classifier on a few examples of each class.")
final class TuneCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Gives the command a sub-command for each method, with an option for each setting. */
    static void addMethods(CommandLine tune) {
        for (String method : Methods.NAMES) {
            tune.addSubcommand(method, TuneMethodCommand.commandLine(method));
        }
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which method?");
    }
}

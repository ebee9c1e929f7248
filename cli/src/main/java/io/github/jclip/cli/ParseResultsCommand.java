// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.sweep.LogParser;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "parse-results",
        description = "Summarise logs as TaskRes' parse_test_res.py does: DIR/*/log.txt, mean and spread.")
final class ParseResultsCommand implements Runnable {
    @Parameters(paramLabel = "DIR", description = "Folder of runs, or with --multi-exp of folders of runs.")
    private String directory;

    @Option(names = "--ci95", description = "Print 1.96 std/sqrt(n) in place of the standard deviation.")
    private boolean ci95;

    @Option(
            names = "--test-log",
            description = "The logs are of tests: scores count after '" + LogParser.TEST_SIGNAL + "'.")
    private boolean testLog;

    @Option(names = "--multi-exp", description = "Summarise each folder in DIR, and the mean of their means.")
    private boolean multiExp;

    @Option(
            names = "--keyword",
            paramLabel = "NAME",
            defaultValue = "accuracy",
            description = "Which score (default: ${DEFAULT-VALUE}).")
    private String keyword;

    @Option(
            names = "--end-signal",
            paramLabel = "LINE",
            defaultValue = LogParser.END_SIGNAL,
            description = "Line after which scores of a training count (default: '${DEFAULT-VALUE}').")
    private String endSignal;

    @Mixin
    private OutputOptions output;

    @Override
    public void run() {
        LogParser parser = new LogParser(
                keyword,
                testLog ? LogParser.TEST_SIGNAL : endSignal,
                ci95 ? LogParser.Spread.CI95 : LogParser.Spread.STD,
                output::line);
        if (multiExp) {
            parser.parseEach(directory);
        } else {
            parser.parse(directory);
        }
    }
}

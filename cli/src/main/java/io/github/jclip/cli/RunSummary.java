// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.taskres.run.RunResult;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a tuning came to, for the user.
 *
 * @param lossCurve mean loss of each epoch
 */
record RunSummary(
        String run,
        String method,
        String protocol,
        List<String> notes,
        int classes,
        int trainingImages,
        RunResult result,
        List<Double> lossCurve) {
    private static final int CURVE_WIDTH = 48;
    private static final String LEVELS = "▁▂▃▄▅▆▇█";

    static RunSummary of(RunFolder folder, List<Double> lossCurve) {
        return new RunSummary(
                folder.path().toString(),
                folder.description().method(),
                folder.description().protocolInWords(),
                folder.description().notes(),
                folder.description().features().classes(),
                folder.description().features().trainingImages(),
                folder.result(),
                lossCurve);
    }

    void print(OutputOptions output) {
        if (output.json()) {
            output.json(this);
            return;
        }
        output.line("%d classes, %d training images, %s s"
                .formatted(classes, trainingImages, training() + number("%.2f", result.trainingSeconds())));
        if (!lossCurve.isEmpty()) {
            output.line("loss  %s  %s → %s"
                    .formatted(curve(), number("%.4f", lossCurve.getFirst()), number("%.4f", lossCurve.getLast())));
        }
        if (result.selectionAccuracy() != null) {
            output.line("chosen     %s (%s %% there)".formatted(chosen(), number("%.2f", result.selectionAccuracy())));
        }
        notes.forEach(output::line);
        output.line(
                "zero-shot  %s %%".formatted(number("%6.2f", result.zeroShot().accuracy())));
        output.line("tuned      %s %%".formatted(number("%6.2f", result.tuned().accuracy())));
        output.line("protocol   " + protocol);
        output.line("run folder: " + run);
    }

    private String training() {
        return lossCurve.isEmpty() ? "" : "%d epochs, %d steps in ".formatted(result.epochs(), result.steps());
    }

    private String chosen() {
        return new TreeMap<>(result.chosen())
                .entrySet().stream()
                        .map(value -> value.getKey() + " " + number("%.4g", value.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private String curve() {
        double min = lossCurve.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double max = lossCurve.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        StringBuilder line = new StringBuilder();
        int columns = Math.min(CURVE_WIDTH, lossCurve.size());
        for (int i = 0; i < columns; i++) {
            double loss = lossCurve.get(i * (lossCurve.size() - 1) / Math.max(1, columns - 1));
            double height = max > min ? (loss - min) / (max - min) : 0;
            line.append(LEVELS.charAt((int) Math.round(height * (LEVELS.length() - 1))));
        }
        return line.toString();
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}

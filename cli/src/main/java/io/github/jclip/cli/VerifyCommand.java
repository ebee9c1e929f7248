// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.check.CheckResult;
import io.github.jclip.clip.check.CheckResult.Outcome;
import io.github.jclip.clip.check.ModelCheck;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = "Check a model folder: shapes, finite weights, tokenizer, both towers, published values.")
final class VerifyCommand implements Runnable {
    @Parameters(paramLabel = ModelChoice.LABEL, description = "Model folder, or the model that jclip brings.")
    private ModelChoice model;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private PrecisionOptions precision;

    @Mixin
    private OutputOptions output;

    /** The JSON result. */
    record Result(String model, boolean ok, List<Check> checks) {}

    /** A check's JSON result; the errors are null where a check has none. */
    record Check(String check, Outcome outcome, String detail, Double used, Double allowed) {
        static Check of(CheckResult result) {
            boolean hasError = !Double.isNaN(result.used());
            return new Check(
                    result.check(),
                    result.outcome(),
                    result.detail(),
                    hasError ? result.used() : null,
                    hasError ? result.allowed() : null);
        }
    }

    @Override
    public void run() {
        List<CheckResult> results;
        try (Device opened = device.open(precision.precision(), output)) {
            results = ModelCheck.run(model.folder(output), opened);
        }
        long failed = results.stream()
                .filter(result -> result.outcome() == Outcome.FAILED)
                .count();
        if (output.json()) {
            output.json(new Result(
                    model.toString(),
                    failed == 0,
                    results.stream().map(Check::of).toList()));
        } else {
            table(results).lines().forEach(output::line);
        }
        if (failed > 0) {
            throw new BadInputException("%s: %d of %d checks failed; convert the checkpoint again"
                    .formatted(model, failed, results.size()));
        }
    }

    private static TextTable table(List<CheckResult> results) {
        TextTable table = new TextTable();
        for (CheckResult result : results) {
            String error = Double.isNaN(result.used())
                    ? ""
                    : String.format(Locale.ROOT, "error %.2g of %.2g allowed", result.used(), result.allowed());
            table.row(result.check(), result.outcome().name().toLowerCase(Locale.ROOT), result.detail(), error);
        }
        return table;
    }
}

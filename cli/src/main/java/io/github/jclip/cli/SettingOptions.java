// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.method.Methods;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** An option for each setting of a method. */
final class SettingOptions {
    private static final Map<String, String> DESCRIPTIONS = Map.ofEntries(
            Map.entry("alpha", "Scale of the residual, or share of the cache."),
            Map.entry("learnable-alpha", "Train alpha with the residual: true or false."),
            Map.entry("side", "Where the residual is added: text or image."),
            Map.entry("beta", "Sharpness of the cache's affinities."),
            Map.entry("search", "Choose hyperparameters on validation: true or false."),
            Map.entry("beta-limit", "The grid of beta ends below this."),
            Map.entry("beta-steps", "Values of beta in the grid."),
            Map.entry("alpha-limit", "The grid of alpha ends below this."),
            Map.entry("alpha-steps", "Values of alpha in the grid."),
            Map.entry("ratio", "Share of the adapted embedding, below 1."),
            Map.entry("reduction", "Width of the embedding over that of the bottleneck."),
            Map.entry("lr", "Learning rate."),
            Map.entry("weight-decay", "Weight decay."),
            Map.entry("epsilon", "Epsilon of the optimiser."),
            Map.entry("epochs", "Passes over the training images."),
            Map.entry("batch-size", "Images of a step."),
            Map.entry("final-model", "Which epoch's model is taken: last or best-val."),
            Map.entry("c", "Inverse strength of the penalty."),
            Map.entry("rounds", "Rounds of the search after its grid."),
            Map.entry("max-iterations", "Iterations of a fit at most."),
            Map.entry("tolerance", "Largest component of the gradient that ends a fit."),
            Map.entry("ensemble", "Classify with 'text_templates' of the features file: true or false."));
    private static final String EPOCHS = "epochs";

    private SettingOptions() {}

    /** Adds the options; their names are those of the settings. */
    static void addTo(CommandSpec command, String method, int shots) {
        Methods.settings(Methods.named(method, shots)).forEach((name, value) -> {
            String shown =
                    name.equals(EPOCHS) && method.equals("taskres") ? "100 for up to 4 shots, else 200" : "" + value;
            command.addOption(OptionSpec.builder("--" + name)
                    .paramLabel("VALUE")
                    .type(String.class)
                    .description("%s (default: %s)".formatted(DESCRIPTIONS.get(name), shown))
                    .build());
        });
    }

    /** The settings that a command line gives, by name. */
    static Map<String, String> given(ParseResult parsed, String method, int shots) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String name : Methods.settings(Methods.named(method, shots)).keySet()) {
            String value = parsed.matchedOptionValue("--" + name, null);
            if (value != null) {
                given.put(name, value);
            }
        }
        return given;
    }
}

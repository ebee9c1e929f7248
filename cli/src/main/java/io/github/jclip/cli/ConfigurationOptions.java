// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.config.Configuration;
import io.github.jclip.taskres.config.ConfiguredValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Settings from files, and from what is given on the command line. */
final class ConfigurationOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Settings, YAML: a file of your own, or one of TaskRes's repository. Options win over it, later "
                            + "files over earlier ones.")
    private List<Path> files = List.of();

    @Option(
            names = "--base",
            paramLabel = "RUN|FILE",
            description =
                    "Start residuals from an enhanced base classifier: a run of enhanced-base, or a text projection "
                            + "in a .pth.tar, .npz or .safetensors.")
    private Path base;

    @Option(names = "--print-config", description = "Print every setting and where it comes from, and do nothing.")
    private boolean print;

    /** The JSON form of the settings. */
    record Printed(String method, List<ConfiguredValue> configuration, List<String> notices) {}

    boolean print() {
        return print;
    }

    /**
     * All settings.
     *
     * @param options by key; null where an option is not given
     * @param sampled what a list of images says of itself
     */
    Configuration of(String method, Configuration.Data data, Map<String, ?> options, Map<String, String> sampled) {
        Map<String, String> given = new LinkedHashMap<>();
        options.forEach((key, value) -> {
            if (value != null) {
                given.put(key, value.toString());
            }
        });
        if (base != null) {
            given.put("base", base.toString());
        }
        return Configuration.of(method, data, files, given, sampled);
    }

    void show(String method, Configuration configuration, OutputOptions output) {
        if (output.json()) {
            output.json(new Printed(method, configuration.values(), configuration.notices()));
            return;
        }
        TextTable table = new TextTable();
        configuration.values().forEach(value -> table.row(value.key(), String.valueOf(value.value()), value.origin()));
        table.lines().forEach(output::line);
    }
}

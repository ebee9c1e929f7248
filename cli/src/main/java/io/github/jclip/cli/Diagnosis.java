// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.bench.Processor;
import io.github.jclip.clip.BundledModel;
import io.github.jclip.tensor.DeviceProvider.Candidate;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code jclip doctor} found. */
record Diagnosis(
        Version jclip,
        JavaRuntime java,
        Processor processor,
        Memory memory,
        List<Candidate> devices,
        TornadoSdk tornado,
        List<Bundled> models,
        CacheFolder cacheFolder) {

    /** A model that jclip brings. */
    record Bundled(String name, long bytes) {}

    static Diagnosis ofThisMachine() {
        // First, because it refuses a vector width that is none.
        List<Candidate> devices = DevicesCommand.candidates();
        return new Diagnosis(
                Version.current(),
                JavaRuntime.current(),
                Processor.ofThisMachine(),
                Memory.ofThisMachine(),
                devices,
                TornadoSdk.ofEnvironment(System.getenv()),
                BundledModel.all().stream()
                        .map(model -> new Bundled(model.name(), model.bytes()))
                        .toList(),
                CacheFolder.ofEnvironment(System.getenv()));
    }

    /** The same for people. */
    List<String> lines() {
        var table = new TextTable()
                .row("jclip", jclip.number(), jclip.commit())
                .row("java", java.version(), java.home())
                .row("", "start-up cache", java.startUpCache())
                .row("", "options", String.join(" ", java.options()))
                .row("processor", processor.model(), "%d available to jclip".formatted(processor.available()))
                .row("", "extensions", String.join(" ", processor.extensions()))
                .row("", "vectors", "%d bits, %s".formatted(processor.vectorBits(), processor.vectorChoice()))
                .row(
                        "memory",
                        "machine",
                        "%s, %s free"
                                .formatted(
                                        Quantities.bytes(memory.totalBytes()),
                                        Quantities.bytes(memory.availableBytes())))
                .row(
                        "",
                        "Java heap limit",
                        Quantities.bytes(memory.heapLimitBytes())
                                + ", raise it with -Xmx; weights and tensors lie outside the heap");
        String heading = "devices";
        for (Candidate device : devices) {
            table.row(heading, device.name(), device.description());
            heading = "";
        }
        return table.row("tornado", tornado.found() ? "yes" : "no", tornado.state())
                .row("models", "in this jclip", models.isEmpty() ? "none" : bundled())
                .row("cache", "models, vocabularies", cacheFolder.state())
                .lines();
    }

    private String bundled() {
        return models.stream()
                .map(model -> "%s (%s)".formatted(model.name(), Quantities.bytes(model.bytes())))
                .collect(Collectors.joining(", "));
    }
}

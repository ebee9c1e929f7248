// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.bench.lab.DeviceCeilings;
import io.github.jclip.bench.lab.FormulaModel;
import io.github.jclip.bench.lab.ModelLab;
import io.github.jclip.bench.lab.ModelMarkdown;
import io.github.jclip.bench.lab.ModelMeasurement;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Devices;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** {@code bench model --explain}: where the time of a tower goes on a device. */
final class ModelExplanation {
    @Option(
            names = "--explain",
            required = true,
            description = "With the group model: a tower's ops by kind, their work, their floor and their time.")
    @SuppressWarnings("UnusedVariable") // given or not is all it says: without it there is no group of these options
    private boolean explain;

    @Option(names = "--device", paramLabel = "NAME", defaultValue = "cpu", description = "Device (default: cpu).")
    private String device;

    @Option(
            names = "--precision",
            paramLabel = "P",
            defaultValue = "F32",
            description = "f32, tf32, f16 or bf16 (default: f32).")
    private Precision precision;

    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            defaultValue = "ViT-B/32",
            description = "ViT-B/32, ViT-B/16, ViT-L/14, RN50, … (default: ViT-B/32).")
    private String architecture;

    @Option(names = "--text", description = "The text tower instead of the image tower.")
    private boolean text;

    @Option(
            names = "--batch",
            paramLabel = "N",
            split = ",",
            defaultValue = "1",
            description = "Images or texts, one number or several (default: 1).")
    private List<Integer> batches;

    /** Whether the user asks for it. */
    boolean isAskedFor() {
        return explain;
    }

    /**
     * Measures.
     *
     * @param log hears what device it is
     * @return lines of Markdown
     */
    List<String> lines(Consumer<String> log) {
        FormulaModel model = FormulaModel.named(architecture)
                .or(() -> FormulaModel.tiny().stream()
                        .filter(it -> it.name().equals(architecture))
                        .findFirst())
                .orElseThrow(() -> new BadInputException(
                        "--architecture %s: write ViT-B/32, ViT-B/16, ViT-L/14, ViT-L/14@336px, RN50, RN101, RN50x4, "
                                        .formatted(architecture)
                                + "RN50x16 or RN50x64"));
        batches.stream().filter(batch -> batch < 1).findFirst().ifPresent(batch -> {
            throw new BadInputException("--batch %d: give a number ≥ 1".formatted(batch));
        });
        try (Device opened = Devices.open(device, precision);
                Scope scope = Scope.ofHost()) {
            log.accept(opened.description());
            DeviceCeilings ceilings = ModelLab.ceilings(opened);
            Map<String, Tensor> weights = model.weights(scope);
            ModelLab lab = new ModelLab(opened, precision, model, ceilings, true, true);
            Stream.Builder<ModelMeasurement> measured = Stream.builder();
            List<Integer> ascending = batches.stream().sorted().toList();
            if (text) {
                lab.texts(ascending, weights, measured);
            } else {
                lab.images(ascending, weights, measured);
            }
            Stream<String> tables = measured.build()
                    .flatMap(it -> Stream.concat(ModelMarkdown.lines(it, ceilings).stream(), Stream.of("")));
            return Stream.concat(tables, opened.findings().stream()).toList();
        }
    }
}

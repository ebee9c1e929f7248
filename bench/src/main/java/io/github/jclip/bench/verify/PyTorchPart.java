// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.bench.lab.FormulaModel;
import io.github.jclip.bench.verify.PyTorchResult.Timing;
import io.github.jclip.clip.tower.ImageEncoder;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs {@code towers.py}, which times the same image towers with PyTorch, and compares its embeddings with jclip's. */
final class PyTorchPart {
    private static final String SCRIPT = "/io/github/jclip/bench/peers/towers.py";

    private final String python;
    private final String device;
    private final boolean tiny;
    private final Consumer<String> progress;
    private final Map<String, float[]> expected = new HashMap<>();
    private final List<Timing> timings = new ArrayList<>();
    private String version = "";
    private String deviceName = "";
    private String detail = "";

    /**
     * A run of the script.
     *
     * @param device {@code cpu} or {@code cuda}
     * @param tiny whether tiny models do
     * @param progress hears a line for each time
     */
    PyTorchPart(String python, String device, boolean tiny, Consumer<String> progress) {
        this.python = python;
        this.device = device;
        this.tiny = tiny;
        this.progress = progress;
    }

    PyTorchResult run() {
        try {
            Path script = Files.createTempFile("towers", ".py");
            try (InputStream source = PyTorchPart.class.getResourceAsStream(SCRIPT)) {
                Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
                run(script);
            } finally {
                Files.delete(script);
            }
        } catch (IOException e) {
            detail = "%s: %s".formatted(python, e.getMessage());
        }
        return new PyTorchResult(python, version, deviceName, detail, timings);
    }

    private void run(Path script) throws IOException {
        List<String> command = new ArrayList<>(List.of(python, script.toString(), "--device", device));
        if (tiny) {
            command.add("--tiny");
        }
        Path errors = Files.createTempFile("towers", ".log");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(this::read);
            if (process.waitFor() != 0) {
                detail = "%s ended with %d: %s".formatted(python, process.exitValue(), lastLine(errors));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
            Files.delete(errors);
        }
    }

    private static String lastLine(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.isEmpty() ? "no message" : lines.getLast();
    }

    private void read(String line) {
        JsonNode json = JsonMapper.shared().readTree(line);
        if (json.has("version")) {
            version = json.get("version").asString();
            deviceName = json.get("device").asString();
            return;
        }
        String architecture = json.get("architecture").asString();
        Timing timing = new Timing(
                json.get("precision").asString(),
                architecture,
                json.get("mode").asString(),
                json.get("batch").asInt(),
                json.get("seconds").asDouble(),
                cosine(architecture, json.get("embedding")),
                json.get("detail").asString());
        timings.add(timing);
        progress.accept("PyTorch %s %s %s, batch %d: %s"
                .formatted(
                        timing.architecture(),
                        timing.precision(),
                        timing.mode(),
                        timing.batch(),
                        timing.detail().isEmpty() ? "%.3g ms".formatted(timing.seconds() * 1e3) : timing.detail()));
    }

    /** Of the first image's embedding with jclip's on the CPU device. */
    private double cosine(String architecture, JsonNode embedding) {
        if (embedding.isEmpty()) {
            return 0;
        }
        float[] own = expected.computeIfAbsent(architecture, this::embedding);
        double product = 0;
        double squares = 0;
        double others = 0;
        for (int i = 0; i < own.length; i++) {
            double other = embedding.get(i).asDouble();
            product += own[i] * other;
            squares += (double) own[i] * own[i];
            others += other * other;
        }
        return product / Math.sqrt(squares * others);
    }

    private float[] embedding(String architecture) {
        FormulaModel model = FormulaModel.named(architecture)
                .or(() -> FormulaModel.tiny().stream()
                        .filter(it -> it.name().equals(architecture))
                        .findFirst())
                .orElseThrow();
        try (Scope scope = Scope.ofHost();
                Device cpu = CpuDevice.withAllProcessors()) {
            Map<String, Tensor> weights = model.weights(scope);
            try (ImageEncoder encoder = model.imageEncoder(cpu, weights)) {
                Tensor embedding = scope.allocate(DType.F32, 1, encoder.embeddingDim());
                encoder.encode(model.images(1, scope), embedding);
                return embedding.toFloatArray();
            }
        }
    }
}

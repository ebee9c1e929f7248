// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How long the embedding of images takes and what it needs, foretold from some of them.
 *
 * @param images planned
 * @param measured images
 * @param threads that read and decode
 * @param stages by themselves, each with all that it can use
 * @param together images a second with the stages at work side by side, which is what counts
 * @param seconds for all images
 * @param readBytes image files
 * @param embeddingBytes of which most of the file consists
 * @param headerBytes the list of paths in the file, of which a safetensors file holds no more than {@link SafetensorsWriter#LARGEST_HEADER}
 * @param memoryBytes that this process has had at most; embeddings wait on disk until they are written
 * @param freeBytes memory of this machine
 * @param unfinished folder in which embeddings lie until then
 * @param secondsAtRisk of work that are lost at most where it is interrupted and gone on with
 */
record EncodePlan(
        String out,
        String model,
        String device,
        long images,
        int measured,
        int batchSize,
        int threads,
        List<Stage> stages,
        double together,
        double seconds,
        long readBytes,
        long embeddingBytes,
        long headerBytes,
        long memoryBytes,
        long freeBytes,
        String unfinished,
        double secondsAtRisk) {

    /** What a path takes besides its letters: escaped quotation marks and a comma. */
    private static final int BYTES_AROUND_A_PATH = 5;

    /** A stage of the work. */
    record Stage(String name, double imagesPerSecond, String remark) {}

    /** What a list of paths takes at least in the header of a safetensors file. */
    static long headerBytes(List<Path> files) {
        return files.stream()
                .mapToLong(file -> file.toString().getBytes(StandardCharsets.UTF_8).length + BYTES_AROUND_A_PATH)
                .sum();
    }

    /** The stage that the others wait for. */
    String bottleneck() {
        return stages.stream()
                .min(Comparator.comparingDouble(Stage::imagesPerSecond))
                .orElseThrow()
                .name();
    }

    /** Into how many lists to divide the images, each for one command. */
    long parts() {
        double byHeader = Math.ceil((double) headerBytes / SafetensorsWriter.LARGEST_HEADER);
        double byMemory = Math.ceil((double) memoryBytes / Math.max(1, freeBytes));
        return Math.clamp((long) Math.max(byHeader, byMemory), 1, Math.max(1, images));
    }

    /** The plan for people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("plan for %,d images, from %,d of them; batches of %d, %d threads decode"
                .formatted(images, measured, batchSize, threads));
        TextTable table = new TextTable();
        for (Stage stage : stages) {
            boolean slowest = stage.name().equals(bottleneck());
            table.row(
                    "  " + stage.name(),
                    Quantities.imageRate(stage.imagesPerSecond()),
                    stage.remark(),
                    slowest ? "the bottleneck" : "");
        }
        table.row("  together", Quantities.imageRate(together), "", "");
        lines.addAll(table.lines());
        lines.addAll(new TextTable()
                .row("time", Quantities.duration(Duration.ofSeconds(Math.round(seconds))))
                .row("reads", "%s in %,d files".formatted(Quantities.bytes(readBytes), images))
                .row("writes", Quantities.bytes(embeddingBytes + headerBytes) + " to " + out)
                .row(
                        "memory",
                        "%s; %s are free here".formatted(Quantities.bytes(memoryBytes), Quantities.bytes(freeBytes)))
                .row("restart", restart())
                .lines());
        return lines;
    }

    private String restart() {
        String resumed =
                "--resume goes on where it was interrupted, and %.0f s of work are lost at most; until the end %s lie in %s"
                        .formatted(secondsAtRisk, Quantities.bytes(embeddingBytes), unfinished);
        if (parts() == 1) {
            return resumed;
        }
        return resumed
                + "; divide the images into %,d lists of %,d and give each its own --out"
                        .formatted(parts(), Math.ceilDiv(images, parts()));
    }
}

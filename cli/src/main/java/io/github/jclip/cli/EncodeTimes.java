// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.EncodingTimes;
import io.github.jclip.clip.image.LoadingTimes;
import io.github.jclip.clip.tower.EncodingStage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Where the time of an embedding of images went.
 *
 * @param images embedded
 * @param seconds until the file was there, of which every moment belongs to a stage
 * @param imagesPerSecond in this time
 * @param threads that load images
 * @param loading steps of these threads: seconds added up over them, and their share of what all threads have
 * @param stages of the device, as its clock has them, and of the writing: seconds and their share of the time
 * @param limit what the rest waits for, in words
 */
record EncodeTimes(
        long images,
        double seconds,
        double imagesPerSecond,
        int threads,
        List<Part> loading,
        List<Part> stages,
        String limit) {

    /** Of a time. */
    record Part(String name, double seconds, double share) {}

    /**
     * A summary.
     *
     * @param writing seconds that writing the file has taken at the end
     */
    static EncodeTimes of(EncodingTimes times, double writing) {
        double seconds = times.seconds() + writing;
        LoadingTimes load = times.loading();
        double all = seconds * load.threads();
        List<Part> loading = List.of(
                part("read", load.readSeconds(), all),
                part("decode", load.decodeSeconds(), all),
                part("preprocess", load.preprocessSeconds(), all));
        List<Part> stages = Arrays.stream(EncodingStage.values())
                .filter(stage -> stage != EncodingStage.PREPROCESSING || times.seconds(stage) > 0)
                .map(stage -> {
                    double atTheEnd = stage == EncodingStage.DELIVERING ? writing : 0;
                    return part(name(stage), times.seconds(stage) + atTheEnd, seconds);
                })
                .toList();
        return new EncodeTimes(
                times.images(),
                seconds,
                times.images() / Math.max(seconds, Double.MIN_NORMAL),
                load.threads(),
                loading,
                List.copyOf(stages),
                limit(loading, stages, load.threads()));
    }

    private static String name(EncodingStage stage) {
        return switch (stage) {
            case PREPARING -> "load the model";
            case WAITING -> "wait for images";
            case COPYING_IN -> "copy to the device";
            case PREPROCESSING -> "preprocess there";
            case COMPUTING -> "compute";
            case COPYING_OUT -> "copy back";
            case DELIVERING -> "write";
        };
    }

    private static Part part(String name, double seconds, double whole) {
        return new Part(name, seconds, whole > 0 ? seconds / whole : 0);
    }

    private static String limit(List<Part> loading, List<Part> stages, int threads) {
        Part longest = longest(stages);
        if (!longest.name().equals(name(EncodingStage.WAITING))) {
            return "%s, %s of the time".formatted(longest.name(), percent(longest.share()));
        }
        double busy = loading.stream().mapToDouble(Part::share).sum() * threads;
        return "%s, %d of %d threads busy"
                .formatted(longest(loading).name(), Math.min(threads, Math.round(busy)), threads);
    }

    private static Part longest(List<Part> parts) {
        return parts.stream().max(Comparator.comparingDouble(Part::seconds)).orElseThrow();
    }

    /** The summary for people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("%,d images in %s, %s; limited by: %s"
                .formatted(images, seconds(seconds), Quantities.imageRate(imagesPerSecond), limit));
        TextTable table = new TextTable();
        String ofThreads = "of %d %s".formatted(threads, threads == 1 ? "thread" : "threads");
        loading.forEach(part -> add(table, part, ofThreads));
        stages.forEach(part -> add(table, part, "of the time"));
        lines.addAll(table.lines());
        return lines;
    }

    private static void add(TextTable table, Part part, String of) {
        table.row("  " + part.name(), seconds(part.seconds()), percent(part.share()) + " " + of);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%,.1f s", seconds);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}

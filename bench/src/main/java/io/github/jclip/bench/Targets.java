// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.bench.Target.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The numbers that jclip is held to on a CPU, judged by what was measured. */
final class Targets {
    private static final List<String> STREAMING = List.of("LayerNorm", "softmax", "QuickGELU", "add");

    private static final double GEMM_MEAN = 0.97;
    private static final double GEMM_LEAST = 0.90;
    private static final double GEMM_OF_PEAK = 0.85;

    /** Shapes with a proven ceiling, of eight. */
    private static final int GEMM_PROVEN = 5;

    private static final double TOWER = 1.0;
    private static final double TEXT = 4.0;
    private static final double STREAM = 0.80;

    private static final double PHOTOS = 0.6;
    private static final double PHOTOS_AIM = 1.0;
    private static final double CONVERT = 2;
    private static final double CLASSIFY_SECONDS = 2.5;
    private static final double CLASSIFY_AIM = 1.2;
    private static final double VERSION_SECONDS = 0.2;

    private final List<Measurement> measurements;
    private final int threads;
    private final Map<String, String> skipped;
    private final List<Target> targets = new ArrayList<>();

    private Targets(List<Measurement> measurements, int threads, Map<String, String> skipped) {
        this.measurements =
                measurements.stream().filter(it -> it.threads() == threads).toList();
        this.threads = threads;
        this.skipped = skipped;
    }

    /** Whether there is a target for a case. */
    static boolean judges(BenchCase benchCase) {
        return switch (benchCase) {
            case GemmCase gemm -> GemmCase.CLIP.contains(gemm);
            case OpCase op -> OpCases.isLargerThanCache(op);
            case TuneCase _ -> false;
            default -> true;
        };
    }

    /**
     * Every target.
     *
     * @param skipped why cases were not measured, by their names
     */
    static List<Target> judge(List<Measurement> measurements, List<Integer> threadCounts, Map<String, String> skipped) {
        List<Target> all = new ArrayList<>();
        for (int threads : threadCounts) {
            Targets judge = new Targets(measurements, threads, skipped);
            judge.gemm();
            judge.imageTowers();
            judge.text();
            judge.streams();
            judge.photos();
            all.addAll(judge.targets);
        }
        Targets judge = new Targets(measurements, Bench.CHOSEN_BY_CASE, skipped);
        judge.processes();
        judge.conversion();
        all.addAll(judge.targets);
        return List.copyOf(all);
    }

    private void gemm() {
        String what = "SGEMM on CLIP's eight shapes, weights packed, vs OpenBLAS";
        String goal = number("mean ≥ %.2f, each ≥ %.2f", GEMM_MEAN, GEMM_LEAST);
        List<Measurement> shapes = GemmCase.CLIP.stream()
                .flatMap(shape -> find(Group.GEMM, it -> it.size().equals(shape.size())).stream())
                .toList();
        String share = "SGEMM on CLIP's eight shapes, share of the peak";
        String shareGoal = number("mean ≥ %.0f %%", 100 * GEMM_OF_PEAK);
        if (shapes.isEmpty()) {
            skip(what, goal, notMeasured(Group.GEMM));
            skip(share, shareGoal, notMeasured(Group.GEMM));
            return;
        }
        List<Double> ratios = shapes.stream()
                .flatMap(shape -> shape.timing(PeerProvider.OPENBLAS).stream())
                .map(Timing::ratio)
                .toList();
        if (ratios.size() < shapes.size()) {
            skip(what, goal, absence(shapes, PeerProvider.OPENBLAS));
        } else {
            double least = ratios.stream().min(Comparator.naturalOrder()).orElseThrow();
            double mean = geometricMean(ratios);
            Measurement worst = shapes.get(ratios.indexOf(least));
            add(
                    what,
                    goal,
                    number("mean %.2f, least %.2f", mean, least),
                    mean >= GEMM_MEAN && least >= GEMM_LEAST,
                    "least at " + worst.size());
        }
        List<Double> shares = shapes.stream()
                .filter(Measurement::hasProvenCeiling)
                .map(shape -> shape.jclip().ofCeiling())
                .toList();
        if (shares.size() < GEMM_PROVEN) {
            skip(share, shareGoal, "the peak could not be sampled reliably: " + proven(shares, shapes));
        } else {
            double reached = geometricMean(shares);
            add(
                    share,
                    shareGoal,
                    number("%.0f %%", 100 * reached),
                    reached >= GEMM_OF_PEAK,
                    "geometric mean of " + proven(shares, shapes));
        }
    }

    private static String proven(List<Double> shares, List<Measurement> shapes) {
        return shares.size() == shapes.size()
                ? "all shapes"
                : "the %d of %d shapes with a proven ceiling".formatted(shares.size(), shapes.size());
    }

    private void imageTowers() {
        for (String architecture : List.of("ViT-B/32", "ViT-B/16", "RN50")) {
            for (int batch : new int[] {1, 8}) {
                imageTower(new ImageTowerCase(architecture, batch));
            }
        }
    }

    private void imageTower(ImageTowerCase tower) {
        String what = "%s, %s, vs the better of ONNX Runtime and PyTorch".formatted(tower.name(), tower.size());
        String goal = number("≥ %.1f×", TOWER);
        Optional<Measurement> found = find(
                Group.MODEL, it -> it.name().equals(tower.name()) && it.size().equals(tower.size()));
        if (found.isEmpty()) {
            skip(what, goal, notMeasured(Group.MODEL));
            return;
        }
        Measurement measurement = found.orElseThrow();
        List<Timing> peers = measurement.peers().stream()
                .filter(peer ->
                        List.of(PeerProvider.ONNX_RUNTIME, PeerProvider.PYTORCH).contains(peer.contender()))
                .sorted(Comparator.comparingDouble(Timing::ratio))
                .toList();
        if (peers.isEmpty()) {
            skip(what, goal, absence(List.of(measurement), PeerProvider.ONNX_RUNTIME));
            return;
        }
        Timing better = peers.getFirst();
        String reason =
                peers.size() == 2 ? "the better is " + better.contender() : "beside " + better.contender() + " alone";
        add(what, goal, number("%.2f×", better.ratio()), better.ratio() >= TOWER, reason);
    }

    private void text() {
        String what = "text tower, 100 prompts, vs PyTorch computing all 77 positions";
        String goal = number("≥ %.0f×", TEXT);
        Optional<Measurement> found = find(Group.MODEL, it -> it.name().endsWith(" text"));
        Optional<Timing> peer = found.flatMap(it -> it.timing(PeerProvider.PYTORCH));
        if (peer.isEmpty()) {
            skip(
                    what,
                    goal,
                    found.map(it -> absence(List.of(it), PeerProvider.PYTORCH)).orElse(notMeasured(Group.MODEL)));
            return;
        }
        double ratio = peer.orElseThrow().ratio();
        add(what, goal, number("%.2f×", ratio), ratio >= TEXT, "");
    }

    private void streams() {
        for (String name : STREAMING) {
            String what = name + " larger than cache, share of the copy bandwidth";
            String goal = number("≥ %.0f %%", 100 * STREAM);
            Optional<Measurement> found = measurements.stream()
                    .filter(it -> it.group().equals(Group.OPS.label())
                            && it.name().equals(name)
                            && it.bytes() >= CacheSize.streamBytes())
                    .findFirst();
            if (found.isEmpty()) {
                skip(what, goal, notMeasured(Group.OPS));
                continue;
            }
            Measurement measurement = found.orElseThrow();
            if (!measurement.hasProvenCeiling()) {
                skip(what, goal, "copying could not be timed reliably");
                continue;
            }
            double share = measurement.jclip().gigabytesPerSecond() / measurement.copyGigabytesPerSecond();
            add(
                    what,
                    goal,
                    number("%.0f %%", 100 * share),
                    share >= STREAM,
                    number(
                            "%.1f of %.1f GB/s",
                            measurement.jclip().gigabytesPerSecond(), measurement.copyGigabytesPerSecond()));
        }
    }

    private void photos() {
        String what = "decode and preprocess photos, vs Pillow";
        String goal = number("≥ %.1f×, aim %.1f×", PHOTOS, PHOTOS_AIM);
        Optional<Measurement> found = find(Group.IO, it -> it.name().equals(PhotosCase.NAME));
        Optional<Timing> peer = found.flatMap(it -> it.timing(PeerProvider.PILLOW));
        if (peer.isEmpty()) {
            skip(
                    what,
                    goal,
                    found.map(it -> absence(List.of(it), PeerProvider.PILLOW)).orElse(notMeasured(PhotosCase.NAME)));
            return;
        }
        Timing pillow = peer.orElseThrow();
        add(
                what,
                goal,
                number("%.2f×", pillow.ratio()),
                pillow.ratio() >= PHOTOS,
                number(
                        "%.0f images/s, Pillow %.0f",
                        found.orElseThrow().jclip().imagesPerSecond(), pillow.imagesPerSecond()));
    }

    private void processes() {
        process(
                ProcessCase.Kind.CLASSIFY,
                number("≤ %.1f s, aim %.1f s", CLASSIFY_SECONDS, CLASSIFY_AIM),
                CLASSIFY_SECONDS);
        process(ProcessCase.Kind.VERSION, number("≤ %.1f s", VERSION_SECONDS), VERSION_SECONDS);
    }

    private void process(ProcessCase.Kind kind, String goal, double mostSeconds) {
        String what = kind.command() + ", " + kind.size();
        Optional<Measurement> found = find(Group.IO, it -> it.name().equals(kind.command()));
        if (found.isEmpty()) {
            skip(what, goal, notMeasured(kind.command()));
            return;
        }
        Timing time = found.orElseThrow().jclip();
        add(
                what,
                goal,
                number("%.2f s", time.medianSeconds()),
                time.medianSeconds() <= mostSeconds,
                number("best %.2f s", time.bestSeconds()));
    }

    private void conversion() {
        String what = "convert an archive of OpenAI's size, vs copying it and its SHA-256";
        String goal = number("≤ %.0f×", CONVERT);
        Optional<Measurement> found = find(Group.IO, it -> it.name().equals(ConvertCase.NAME));
        Optional<Timing> copy = found.flatMap(it -> it.timing(CopyAndHash.NAME));
        if (copy.isEmpty()) {
            skip(
                    what,
                    goal,
                    found.map(it -> absence(List.of(it), CopyAndHash.NAME)).orElse(notMeasured(ConvertCase.NAME)));
            return;
        }
        double times = 1 / copy.orElseThrow().ratio();
        add(
                what,
                goal,
                number("%.2f×", times),
                times <= CONVERT,
                number(
                        "%.2f s, copying %.2f s",
                        found.orElseThrow().jclip().medianSeconds(),
                        copy.orElseThrow().medianSeconds()));
    }

    private String notMeasured(String ioCase) {
        return skipped.getOrDefault(ioCase, notMeasured(Group.IO));
    }

    private Optional<Measurement> find(Group group, Predicate<Measurement> filter) {
        return measurements.stream()
                .filter(it -> it.group().equals(group.label()))
                .filter(filter)
                .findFirst();
    }

    private static double geometricMean(List<Double> values) {
        return Math.exp(values.stream().mapToDouble(Math::log).average().orElseThrow());
    }

    private static String notMeasured(Group group) {
        return "the group " + group.label() + " was not measured";
    }

    private static String absence(List<Measurement> shapes, String peer) {
        return shapes.stream()
                .flatMap(shape -> shape.absences().stream())
                .filter(absent -> absent.contender().equals(peer))
                .map(absent -> absent.contender() + " " + absent.reason())
                .findFirst()
                .orElse(peer + " was not measured; give --peers");
    }

    private void skip(String what, String goal, String reason) {
        targets.add(new Target(what, threads, goal, "", Status.SKIPPED, reason));
    }

    private void add(String what, String goal, String reached, boolean passed, String reason) {
        targets.add(new Target(what, threads, goal, reached, passed ? Status.PASS : Status.SHORT, reason));
    }

    private static String number(String format, double... values) {
        return String.format(Locale.ROOT, format, Arrays.stream(values).boxed().toArray());
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * Numbers from papers and their repositories, each with its source and a mark of certainty; the marks are explained in
 * the resource {@code published.json}.
 *
 * @param certainties what each mark means
 * @param entries top-1 accuracies on all classes
 * @param baseToNew base, new and harmonic mean at 16 shots, averaged over the eleven data sets
 * @param dataSets names of the eleven data sets, with the other names they go by
 * @param domains the same of ImageNet's shifted domains
 * @param domainGeneralisation top-1 accuracies on ImageNet and its shifted domains of what was tuned on ImageNet
 */
record PublishedNumbers(
        Map<String, String> certainties,
        Map<String, List<String>> dataSets,
        Map<String, List<String>> domains,
        List<Entry> entries,
        List<Entry> baseToNew,
        List<Entry> domainGeneralisation) {
    /** The mean of the eleven data sets. */
    static final String AVERAGE = "average";

    private static final String IMAGENET = "ImageNet";
    private static final PublishedNumbers ALL = read();
    private static final Set<String> BACKBONES =
            Set.of("rn50", "rn101", "rn50x4", "rn50x16", "rn50x64", "vitb32", "vitb16", "vitl14", "vitl14336px");

    /**
     * A method's top-1 accuracies on a backbone.
     *
     * @param by who published them, for the row's name
     * @param shots to which the values belong, in their order; empty where they do not depend on shots
     * @param values in percent, by data set
     */
    record Entry(
            String method,
            String backbone,
            String by,
            String source,
            String certainty,
            List<Integer> shots,
            Map<String, List<Double>> values) {

        /** What a table calls it. */
        String rowName() {
            return "%s, published by %s".formatted(method, by);
        }

        Optional<Double> value(String dataSet, int wanted) {
            int column = shots.isEmpty() ? 0 : shots.indexOf(wanted);
            List<Double> known = values.get(dataSet);
            return known == null || column < 0 ? Optional.empty() : Optional.of(known.get(column));
        }
    }

    static PublishedNumbers all() {
        return ALL;
    }

    private static PublishedNumbers read() {
        try (InputStream in = PublishedNumbers.class.getResourceAsStream("published.json")) {
            return JsonMapper.shared().readValue(in, PublishedNumbers.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was published of all classes of a data set with this backbone. */
    List<Entry> of(String dataSet, String backbone) {
        Optional<String> name = canonical(dataSet);
        return name.isEmpty()
                ? List.of()
                : entries.stream()
                        .filter(entry -> sameBackbone(entry.backbone(), backbone)
                                && entry.values().containsKey(name.get()))
                        .toList();
    }

    /** What was published of all classes with this backbone. */
    List<Entry> ofBackbone(String backbone) {
        return entries.stream()
                .filter(entry -> sameBackbone(entry.backbone(), backbone))
                .toList();
    }

    /** What was published of the average, if it goes over exactly the eleven data sets. */
    List<Entry> ofAverage(Collection<String> averaged, String backbone) {
        return isTheEleven(averaged) ? of(AVERAGE, backbone) : List.of();
    }

    /** The same for base, new and harmonic mean. */
    List<Entry> baseToNewOf(Collection<String> averaged, String backbone) {
        return isTheEleven(averaged)
                ? baseToNew.stream()
                        .filter(entry -> sameBackbone(entry.backbone(), backbone))
                        .toList()
                : List.of();
    }

    /** What was published of ImageNet and its shifted domains with this backbone. */
    List<Entry> domainGeneralisationOf(String source, String backbone) {
        return canonical(source).filter(IMAGENET::equals).isEmpty()
                ? List.of()
                : domainGeneralisation.stream()
                        .filter(entry -> sameBackbone(entry.backbone(), backbone))
                        .toList();
    }

    /** A note that says where a row's numbers are from, and how certain they are. */
    String note(Entry entry) {
        return "%s: %s [%s: %s]."
                .formatted(entry.rowName(), entry.source(), entry.certainty(), certainties.get(entry.certainty()));
    }

    private boolean isTheEleven(Collection<String> averaged) {
        Set<String> eleven = new TreeSet<>(dataSets.keySet());
        eleven.remove(AVERAGE);
        return averaged.stream()
                .map(name -> canonical(name).orElse(name))
                .collect(Collectors.toSet())
                .equals(eleven);
    }

    /** The name that the numbers are listed under. */
    Optional<String> canonical(String dataSet) {
        return canonical(dataSets, dataSet);
    }

    /** The name that the numbers of a shifted domain are listed under. */
    Optional<String> canonicalDomain(String dataSet) {
        return canonical(domains, dataSet);
    }

    private static Optional<String> canonical(Map<String, List<String>> names, String dataSet) {
        String wanted = plain(dataSet);
        return names.entrySet().stream()
                .filter(entry -> plain(entry.getKey()).equals(wanted)
                        || entry.getValue().stream()
                                .anyMatch(other -> plain(other).equals(wanted)))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean sameBackbone(String published, String ours) {
        return backbone(ours).filter(plain(published)::equals).isPresent();
    }

    /** OpenAI's models alone: others of the same architecture have other numbers. */
    private static Optional<String> backbone(String name) {
        String plain = plain(name.split("\\(", 2)[0]).replaceFirst("^openaiclip|^openai|^clip", "");
        return BACKBONES.contains(plain) ? Optional.of(plain) : Optional.empty();
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}

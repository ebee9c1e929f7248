// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.report;

import io.github.jclip.bench.BenchResult;
import io.github.jclip.bench.Ceiling;
import io.github.jclip.bench.CopyBandwidth;
import io.github.jclip.bench.Fingerprint;
import io.github.jclip.bench.Measurement;
import io.github.jclip.bench.Timing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands around the tables: the machine, the ceilings, who competed, and who could not. */
final class Notes {
    private Notes() {}

    /** The machine as names and values. */
    static Map<String, String> machine(BenchResult result) {
        Fingerprint machine = result.machine();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("processor", "%s, %d available".formatted(machine.processor(), machine.processors()));
        facts.put("extensions", String.join(" ", machine.extensions()));
        facts.put("vectors", machine.vectorBits() == 0 ? "scalar code" : machine.vectorBits() + " bits");
        facts.put(
                "last-level cache",
                machine.lastLevelCache() == 0 ? "not readable" : Numbers.bytes(machine.lastLevelCache()));
        facts.put("system", machine.system());
        facts.put("governor, huge pages", machine.governor() + ", " + machine.hugePages());
        facts.put("JDK", machine.jdk());
        facts.put("jclip", machine.jclip());
        facts.put(
                "measured",
                "%s, %s, in %.0f s".formatted(result.date(), result.quick() ? "quick" : "thorough", result.seconds()));
        return facts;
    }

    /** One line for each number of threads. */
    static List<String> ceilings(BenchResult result) {
        List<String> lines = new ArrayList<>();
        for (Ceiling ceiling : result.ceilings()) {
            StringBuilder line = new StringBuilder(Numbers.threads(ceiling.threads()))
                    .append(": multiply-adds ")
                    .append(Numbers.significant(ceiling.gigaflopsPerSecond()))
                    .append(" GFLOP/s");
            for (CopyBandwidth copy : ceiling.copies()) {
                line.append(", copy of ")
                        .append(Numbers.bytes(copy.workingSet()))
                        .append(' ')
                        .append(Numbers.significant(copy.gigabytesPerSecond()))
                        .append(" GB/s");
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** The peers with their releases. */
    static Map<String, String> peers(BenchResult result) {
        Map<String, String> versions = new LinkedHashMap<>();
        for (Measurement measurement : result.measurements()) {
            for (Timing peer : measurement.peers()) {
                versions.putIfAbsent(peer.contender(), peer.version());
            }
        }
        return versions;
    }

    /** Contenders without a time, each with its case and the reason. */
    static List<String> absences(BenchResult result) {
        List<String> lines = new ArrayList<>();
        for (Measurement it : result.measurements()) {
            it.absences()
                    .forEach(absent -> lines.add("%s on %s %s, %s: %s"
                            .formatted(
                                    absent.contender(),
                                    it.name(),
                                    it.size(),
                                    Numbers.threads(it.threads()),
                                    absent.reason())));
        }
        return lines;
    }
}

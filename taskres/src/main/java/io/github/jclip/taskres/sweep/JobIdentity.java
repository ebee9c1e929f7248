// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.sweep;

import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.method.TunedProjection;
import io.github.jclip.taskres.run.Job;
import io.github.jclip.taskres.run.RunDescription;
import io.github.jclip.tensor.Precision;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that determines what a job comes to: not the time, the machine or where the features file lies.
 *
 * @param dataSet its name, for readers; the hash is of the file's content
 * @param precision in which is computed, as devices name it; null where an early run does not say
 * @param baseSha256 of the enhanced base classifier, or null
 */
record JobIdentity(
        String dataSet,
        String featuresSha256,
        String method,
        Map<String, Object> settings,
        int shots,
        long seed,
        Subset subset,
        Protocol protocol,
        String precision,
        String baseSha256) {
    private static final int HASH_DIGITS = 16;
    private static final int NAME_LENGTH = 40;

    static JobIdentity of(Job job, String dataSet, String featuresSha256, Precision precision) {
        return new JobIdentity(
                dataSet,
                featuresSha256,
                job.method().name(),
                Methods.settings(job.method()),
                job.shots(),
                job.seed(),
                job.subset(),
                job.protocol(),
                precision.name(),
                job.base().map(TunedProjection::sha256).orElse(null));
    }

    static JobIdentity of(RunDescription description) {
        return new JobIdentity(
                description.features().dataSet(),
                description.features().sha256(),
                description.method(),
                description.settings(),
                description.shots(),
                description.seed(),
                description.subset(),
                description.protocol(),
                description.device().precision(),
                description.base() == null ? null : description.base().sha256());
    }

    /** Name of the job's folder: readable, then a hash. */
    String folderName() {
        String shotWords = shots == 0 ? "all-shots" : shots + "shot";
        String subsetWords = subset == Subset.ALL ? "" : "-" + subset;
        String protocolWords = protocol == Protocol.SEALED ? "" : "-paper-protocol";
        return "%s-%s-%s-seed%d%s%s-%s"
                .formatted(
                        readable(String.valueOf(dataSet)), method, shotWords, seed, subsetWords, protocolWords, hash());
    }

    private static String readable(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_]+", "-").replaceAll("^-|-$", "");
        return plain.length() > NAME_LENGTH ? plain.substring(0, NAME_LENGTH) : plain;
    }

    private String hash() {
        StringBuilder canonical = new StringBuilder();
        canonical.append("format ").append(RunDescription.FORMAT);
        canonical.append("\nfeatures ").append(featuresSha256);
        canonical.append("\nmethod ").append(method);
        new TreeMap<>(settings)
                .forEach((name, value) -> canonical.append("\nsetting ").append(name + " " + value));
        canonical.append("\nshots ").append(shots).append("\nseed ").append(seed);
        canonical.append("\nsubset ").append(subset);
        canonical.append("\nprotocol ").append(String.valueOf(protocol).toLowerCase(Locale.ROOT));
        // F32 is not named, so that folders of sweeps from before there were others keep their names.
        if (precision != null && !precision.equals(Precision.F32.name())) {
            canonical.append("\nprecision ").append(precision);
        }
        if (baseSha256 != null) {
            canonical.append("\nbase ").append(baseSha256);
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

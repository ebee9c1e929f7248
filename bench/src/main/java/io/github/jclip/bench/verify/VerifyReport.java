// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.bench.Fingerprint;
import io.github.jclip.bench.lab.KernelsResult;
import io.github.jclip.bench.lab.ModelMeasurement;
import io.github.jclip.bench.lab.OpMeasurement;
import io.github.jclip.tensor.conformance.Outcome;
import java.util.List;

/**
 * Everything that one verification of a device found; as JSON, the source of every report.
 *
 * @param schema {@value #SCHEMA}
 * @param date of the start, ISO 8601
 * @param complete whether every part that was asked for has ended
 * @param seconds until now
 * @param device as the user named it
 * @param driver version of NVIDIA's kernel module, or that there is none
 * @param precisions that were asked for
 * @param sanitizer what the tools of Compute Sanitizer found, empty if they were not asked
 * @param pytorch what PyTorch took, empty if it was not asked
 * @param findings of the device about its own speed
 * @param faults parts that ended early
 */
public record VerifyReport(
        String schema,
        String date,
        boolean complete,
        double seconds,
        boolean quick,
        boolean emulated,
        String device,
        String driver,
        Fingerprint machine,
        List<VerifiedPrecision> precisions,
        List<ConformanceResult> conformance,
        List<SanitizerResult> sanitizer,
        List<TowerResult> towers,
        List<TrajectoryResult> taskres,
        List<KernelsResult> kernels,
        List<ModelMeasurement> models,
        List<PyTorchResult> pytorch,
        List<String> findings,
        List<PartFault> faults) {

    /** The form of the JSON. */
    public static final String SCHEMA = "jclip-gpu-verify/1";

    /** Checks that failed, parts that ended early among them. */
    public long failed() {
        return conformance.stream().mapToLong(ConformanceResult::failed).sum()
                + sanitizer.stream()
                        .filter(it -> it.outcome() == Outcome.FAILED)
                        .count()
                + towers.stream().filter(it -> it.outcome() == Outcome.FAILED).count()
                + taskres.stream().filter(it -> it.outcome() == Outcome.FAILED).count()
                + kernels.stream()
                        .flatMap(it -> it.ops().stream())
                        .map(OpMeasurement::outcome)
                        .filter(Outcome.FAILED::equals)
                        .count()
                + faults.size();
    }

    /** Checks that passed. */
    public long passed() {
        return conformance.stream().mapToLong(ConformanceResult::passed).sum()
                + sanitizer.stream()
                        .filter(it -> it.outcome() == Outcome.PASSED)
                        .count()
                + towers.stream().filter(it -> it.outcome() == Outcome.PASSED).count()
                + taskres.stream().filter(it -> it.outcome() == Outcome.PASSED).count()
                + kernels.stream()
                        .flatMap(it -> it.ops().stream())
                        .map(OpMeasurement::outcome)
                        .filter(Outcome.PASSED::equals)
                        .count();
    }

    /** Checks that were skipped. */
    public long skipped() {
        return conformance.stream().mapToLong(ConformanceResult::skipped).sum()
                + towers.stream().filter(it -> it.outcome() == Outcome.SKIPPED).count()
                + taskres.stream().filter(it -> it.outcome() == Outcome.SKIPPED).count()
                + kernels.stream()
                        .flatMap(it -> it.ops().stream())
                        .map(OpMeasurement::outcome)
                        .filter(Outcome.SKIPPED::equals)
                        .count();
    }
}

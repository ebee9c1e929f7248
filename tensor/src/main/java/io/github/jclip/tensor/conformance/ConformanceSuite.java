// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Every case of every op, and how to run them. */
public final class ConformanceSuite {
    private ConformanceSuite() {}

    /** All cases with F32 as the type computed in. */
    public static List<OpCase> cases() {
        return cases(DType.F32);
    }

    /** All cases with a floating type to compute in. */
    public static List<OpCase> cases(DType dtype) {
        return cases(dtype, dtype.unitRoundoff());
    }

    /** All cases for a device of a precision: in TF32, those of F32 with the tolerances of such products. */
    public static List<OpCase> cases(Precision precision) {
        return cases(precision.dtype(), precision.productRoundoff());
    }

    private static List<OpCase> cases(DType dtype, double productRoundoff) {
        CaseList cases = new CaseList(dtype, productRoundoff);
        MatrixCases.declare(cases);
        AttentionCases.declare(cases);
        RowCases.declare(cases);
        ElementCases.declare(cases);
        CastCases.declare(cases);
        ImageCases.declare(cases);
        UpdateCases.declare(cases);
        MatrixBackwardCases.declare(cases);
        AttentionBackwardCases.declare(cases);
        RowBackwardCases.declare(cases);
        ElementBackwardCases.declare(cases);
        return cases.all();
    }

    /** Ops with the shapes of CLIP ViT-B/32 and ViT-L/14, for {@link Timing#measure}. */
    public static List<OpCase> performanceCases(DType dtype) {
        CaseList cases = new CaseList(dtype, dtype.unitRoundoff());
        PerformanceCases.declare(cases);
        return cases.all().stream().filter(it -> it.layout() == Layout.DENSE).toList();
    }

    /** Runs all F32 cases on a device; the listener hears each result as it comes. */
    public static List<CaseResult> run(Device device, Consumer<CaseResult> listener) {
        return run(device, DType.F32, listener);
    }

    /** As {@link #run(Device, Consumer)}, computing in a type. */
    public static List<CaseResult> run(Device device, DType dtype, Consumer<CaseResult> listener) {
        return cases(dtype).stream().map(it -> it.run(device)).peek(listener).toList();
    }

    /** Compares the reference of each gradient with finite differences of its forward op, where that is small. */
    public static List<CaseResult> checkGradients() {
        return cases(DType.F64).stream()
                .map(FiniteDifferences::check)
                .flatMap(Optional::stream)
                .toList();
    }
}

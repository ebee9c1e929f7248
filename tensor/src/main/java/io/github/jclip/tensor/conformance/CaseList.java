// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.op.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Collects declarations, each in every layout. */
final class CaseList {
    private final DType dtype;
    private final double productRoundoff;
    private final List<OpCase> cases = new ArrayList<>();

    CaseList(DType dtype, double productRoundoff) {
        this.dtype = dtype;
        this.productRoundoff = productRoundoff;
    }

    /** Declares an op, named by its type and parameters. */
    void add(Class<? extends Op> type, String parameters, Function<OperandFactory, Op> builder) {
        for (Layout layout : Layout.values()) {
            String name = "%s %s %s %s"
                    .formatted(
                            type.getSimpleName(),
                            parameters,
                            dtype,
                            layout.name().toLowerCase(Locale.ROOT));
            cases.add(new OpCase(name, dtype, productRoundoff, layout, builder));
        }
    }

    List<OpCase> all() {
        return List.copyOf(cases);
    }
}

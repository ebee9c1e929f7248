// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.util.List;
import java.util.Optional;

/** Which of cublasLt's algorithms multiplies operands of one shape. */
interface LtChoice {

    /** The one that the library's heuristic puts first. */
    LtChoice FIRST = (plan, product) -> first(plan.candidates(product.shape(), 1));

    /**
     * An algorithm.
     *
     * @param product one of the plan's shape, which is about to be submitted
     * @return empty if the library has none
     */
    Optional<LtAlgorithm> choose(LtPlan plan, FusedProduct product);

    /** The first of some, as if there had been no others. */
    static Optional<LtAlgorithm> first(List<byte[]> candidates) {
        return candidates.stream().findFirst().map(opaque -> new LtAlgorithm(opaque, Optional.empty()));
    }

    /** Makes the choices for one GPU. */
    interface Source {
        /** Always {@link LtChoice#FIRST}. */
        Source FIRST = (gpu, version) -> LtChoice.FIRST;

        /** By measuring. */
        static Source tuned(KeptFiles kept) {
            return (gpu, version) -> new TunedLtChoice(gpu, kept, version);
        }

        /**
         * As {@link Source}.
         *
         * @param version of cublasLt
         */
        LtChoice on(Gpu gpu, long version);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.util.function.LongUnaryOperator;

/**
 * A product together with what follows it, as cublasLt takes it: D ← α·op(A)·op(B) + β·C + bias, then the larger of
 * that and 0 if {@code relu}, rounded once. D may be C.
 *
 * @param product its C is read only
 * @param d like C
 * @param bias address of one element for each row of D, or 0 for none
 */
record FusedProduct(BlasProduct product, BlasProduct.Matrix d, long bias, boolean relu) {
    private static final long LARGEST_ALIGNMENT = 256;

    /** A product that nothing follows. */
    static FusedProduct alone(BlasProduct product) {
        return new FusedProduct(product, product.c(), 0, false);
    }

    /** {@code cublasLtEpilogue_t}. */
    int epilogue() {
        boolean hasBias = bias != 0;
        if (relu) {
            return hasBias ? 6 : 2;
        }
        return hasBias ? 4 : 1;
    }

    /** All that the choice of an algorithm may depend on: this, with alignments in place of addresses. */
    FusedProduct shape() {
        return new FusedProduct(
                product.at(FusedProduct::alignment),
                d.withAddress(alignment(d.address())),
                bias == 0 ? 0 : alignment(bias),
                relu);
    }

    /**
     * This product, so that it gives the same however often it is submitted.
     *
     * @param memory allocates bytes for a result that nobody reads, if the product adds to its own
     */
    FusedProduct repeatable(LongUnaryOperator memory) {
        boolean addsToItself = product.beta() != 0 && product.c().address() == d.address();
        return addsToItself
                ? new FusedProduct(product, d.withAddress(memory.applyAsLong(resultBytes())), bias, relu)
                : this;
    }

    private long resultBytes() {
        long elements = (product.batch() - 1) * d.stride() + (product.n() - 1L) * d.leading() + product.m();
        return elements * product.precision().dtype().byteSize();
    }

    private static long alignment(long address) {
        return Math.min(LARGEST_ALIGNMENT, Long.lowestOneBit(address));
    }
}

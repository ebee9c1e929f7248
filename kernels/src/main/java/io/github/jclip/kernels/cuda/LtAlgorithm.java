// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An algorithm of cublasLt.
 *
 * @param opaque what the library knows it by
 * @param contest that it won, or empty if nothing was measured
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes, which nobody compares
record LtAlgorithm(byte[] opaque, Optional<Contest> contest) {
    /** {@code cublasLtMatmulAlgo_t}. */
    static final int BYTES = 64;

    private static final int KEPT_BYTES = BYTES + Integer.BYTES + 2 * Double.BYTES;

    /** The form in which the winner of a contest is kept. */
    byte[] kept() {
        Contest won = contest.orElseThrow();
        return ByteBuffer.allocate(KEPT_BYTES)
                .put(opaque)
                .putInt(won.winner())
                .putDouble(won.firstSeconds())
                .putDouble(won.winnerSeconds())
                .array();
    }

    /** What was kept, if it has the right size. */
    static Optional<LtAlgorithm> of(byte[] kept) {
        if (kept.length != KEPT_BYTES) {
            return Optional.empty();
        }
        byte[] opaque = new byte[BYTES];
        ByteBuffer fields = ByteBuffer.wrap(kept).get(opaque);
        Contest contest = new Contest(fields.getInt(), fields.getDouble(), fields.getDouble());
        return Optional.of(new LtAlgorithm(opaque, Optional.of(contest)));
    }
}

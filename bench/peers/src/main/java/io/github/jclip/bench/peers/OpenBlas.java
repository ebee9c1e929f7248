// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import io.github.jclip.bench.Contender;
import io.github.jclip.bench.GemmTrial;
import io.github.jclip.bench.PeerProvider;
import io.github.jclip.bench.Trial;
import java.util.Optional;

/** OpenBLAS: products of matrices. */
public final class OpenBlas implements PeerProvider {
    private static final String NATIVE_CODE = "/org/bytedeco/openblas/linux-x86_64/libopenblas.so.0";

    /** Called by the service loader. */
    public OpenBlas() {}

    @Override
    public String name() {
        return OPENBLAS;
    }

    @Override
    public Optional<Contender> open(Trial trial, int threads) {
        if (!(trial instanceof GemmTrial gemm)) {
            return Optional.empty();
        }
        MissingNativeCode.requireResource(NATIVE_CODE);
        return Optional.of(new OpenBlasContender(gemm, threads));
    }
}

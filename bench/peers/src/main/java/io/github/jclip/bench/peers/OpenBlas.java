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
    static final String NAME = "OpenBLAS";

    /** Called by the service loader. */
    public OpenBlas() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Contender> open(Trial trial, int threads) {
        return trial instanceof GemmTrial gemm && isInstalled()
                ? Optional.of(new OpenBlasContender(gemm, threads))
                : Optional.empty();
    }

    /** Whether the native code is on the class path; the Maven profile {@code natives} puts it there. */
    private static boolean isInstalled() {
        return OpenBlas.class.getResource("/org/bytedeco/openblas/linux-x86_64/libopenblas.so.0") != null;
    }
}

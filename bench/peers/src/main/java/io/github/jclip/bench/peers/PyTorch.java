// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import ai.djl.ndarray.NDManager;
import ai.djl.util.Utils;
import io.github.jclip.bench.Contender;
import io.github.jclip.bench.ConvertTrial;
import io.github.jclip.bench.GemmTrial;
import io.github.jclip.bench.ImageTowerTrial;
import io.github.jclip.bench.OpTrial;
import io.github.jclip.bench.PeerProvider;
import io.github.jclip.bench.PhotosTrial;
import io.github.jclip.bench.ProcessTrial;
import io.github.jclip.bench.TextTowerTrial;
import io.github.jclip.bench.Trial;
import io.github.jclip.bench.TuneTrial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** PyTorch on the CPU, through DJL: towers and ops as TorchScript programs. */
public final class PyTorch implements PeerProvider {
    private static final String NATIVE_CODE = "/native/lib/pytorch.properties";

    /** Nothing may be fetched, reported or, but for failures, logged. */
    private static final Map<String, String> QUIET =
            Map.of("ai.djl.offline", "true", "OPT_OUT_TRACKING", "true", "slf4j.internal.verbosity", "ERROR");

    /** Called by the service loader. */
    public PyTorch() {}

    @Override
    public String name() {
        return PYTORCH;
    }

    @Override
    public Optional<Contender> open(Trial trial, int threads) {
        return switch (trial) {
            case GemmTrial gemm -> TorchOps.program(gemm.op()).map(program -> open(program, threads));
            case OpTrial op -> TorchOps.program(op.op()).map(program -> open(program, threads));
            case ImageTowerTrial tower -> Optional.of(open(TorchTowers.image(tower), threads));
            case TextTowerTrial tower -> Optional.of(open(TorchTowers.text(tower), threads));
            case TuneTrial _, PhotosTrial _, ProcessTrial _, ConvertTrial _ -> Optional.empty();
        };
    }

    private static Contender open(TorchOps.Program program, int threads) {
        MissingNativeCode.requireResource(NATIVE_CODE);
        try {
            return new TorchContender(Engine.MANAGER, program.script(), program.result(), program.layout(), threads);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The engine, started when it is first needed. */
    private static final class Engine {
        static final NDManager MANAGER = start();

        private static NDManager start() {
            QUIET.forEach((key, value) -> {
                if (System.getProperty(key) == null) {
                    System.setProperty(key, value);
                }
            });
            Path cache = Utils.getEngineCacheDir("pytorch");
            if (!Files.exists(cache)) {
                System.err.println("PyTorch unpacks 450 MB to " + cache + ", once; some seconds");
            }
            return NDManager.newBaseManager();
        }
    }
}

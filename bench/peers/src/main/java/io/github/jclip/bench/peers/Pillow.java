// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import io.github.jclip.bench.Contender;
import io.github.jclip.bench.PeerAbsentException;
import io.github.jclip.bench.PeerProvider;
import io.github.jclip.bench.PhotosTrial;
import io.github.jclip.bench.Trial;
import java.util.Optional;

/**
 * Pillow and NumPy, in a Python process of its own: decoding and the transform of OpenAI's CLIP. The Python is the one
 * that {@value #PYTHON_VARIABLE} names, else the python3 on the PATH.
 */
public final class Pillow implements PeerProvider {
    static final String PYTHON_VARIABLE = "JCLIP_PYTHON";

    private final String python;

    /** Called by the service loader. */
    public Pillow() {
        this(System.getenv().getOrDefault(PYTHON_VARIABLE, "python3"));
    }

    Pillow(String python) {
        this.python = python;
    }

    @Override
    public String name() {
        return PILLOW;
    }

    @Override
    public Optional<Contender> open(Trial trial, int threads) {
        if (!(trial instanceof PhotosTrial photos)) {
            return Optional.empty();
        }
        return Optional.of(PillowContender.start(python, photos.files(), threads)
                .orElseThrow(() -> new PeerAbsentException(
                        "no python3 with Pillow and NumPy; %s names another Python".formatted(PYTHON_VARIABLE))));
    }
}

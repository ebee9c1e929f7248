// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.convert.ConvertRequest;
import io.github.jclip.convert.Converter;
import java.nio.file.Path;
import java.util.Optional;

/** jclip's converter in this JVM. */
final class ConvertContender implements Contender {
    private static final float[] NOTHING = {};

    private final ConvertRequest request;
    private final Path output;

    ConvertContender(Path archive, Path output) {
        this.output = output;
        this.request = new ConvertRequest(archive, output, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public String name() {
        return Jclip.NAME;
    }

    @Override
    public String version() {
        return "in this JVM";
    }

    @Override
    public void reset() {
        TemporaryFolder.delete(output);
    }

    @Override
    public void run() {
        Converter.convert(request);
    }

    @Override
    public float[] output() {
        return NOTHING;
    }

    @Override
    public void close() {
        reset();
    }
}

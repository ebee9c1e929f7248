// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Keeps the programs of the most recent input shapes; a program evicted is closed. */
final class ProgramCache<S, P extends AutoCloseable> implements AutoCloseable {
    private static final int CAPACITY = 4;

    private final Map<S, P> programs = new LinkedHashMap<>(16, 0.75f, true);
    private final Function<S, P> build;

    ProgramCache(Function<S, P> build) {
        this.build = build;
    }

    P get(S shape) {
        P program = programs.get(shape);
        if (program == null) {
            if (programs.size() == CAPACITY) {
                S eldest = programs.keySet().iterator().next();
                close(programs.remove(eldest));
            }
            program = build.apply(shape);
            programs.put(shape, program);
        }
        return program;
    }

    @Override
    public void close() {
        programs.values().forEach(ProgramCache::close);
        programs.clear();
    }

    private static void close(AutoCloseable program) {
        try {
            program.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

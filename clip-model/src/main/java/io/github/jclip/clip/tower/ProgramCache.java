// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Device;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;

/**
 * Keeps the programs of the most recent input shapes; a program evicted is closed. All work in the same buffers, which
 * are those of the largest: a shape larger than any before starts anew, so that no smaller buffers stay beside its own.
 */
final class ProgramCache<S, P extends AutoCloseable> implements AutoCloseable {
    private static final int CAPACITY = 16;

    private final Map<S, P> programs = new LinkedHashMap<>(16, 0.75f, true);
    private final Device device;
    private final ToLongFunction<S> size;
    private final BiFunction<S, Buffers, P> build;
    private Buffers buffers;
    private long largest;

    /**
     * An empty cache.
     *
     * @param size tokens or images of a shape, in whose order the sizes of the buffers are
     * @param build makes the program for a shape, with buffers that outlive it
     */
    ProgramCache(Device device, ToLongFunction<S> size, BiFunction<S, Buffers, P> build) {
        this.device = device;
        this.size = size;
        this.build = build;
    }

    P get(S shape) {
        P program = programs.get(shape);
        if (program == null) {
            makeRoom(size.applyAsLong(shape));
            program = build.apply(shape, buffers);
            programs.put(shape, program);
        }
        return program;
    }

    private void makeRoom(long wanted) {
        if (wanted > largest) {
            close();
            buffers = new Buffers(device);
            largest = wanted;
        } else if (programs.size() == CAPACITY) {
            S eldest = programs.keySet().iterator().next();
            close(programs.remove(eldest));
        }
    }

    @Override
    public void close() {
        programs.values().forEach(ProgramCache::close);
        programs.clear();
        if (buffers != null) {
            buffers.close();
            buffers = null;
            largest = 0;
        }
    }

    private static void close(AutoCloseable program) {
        try {
            program.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

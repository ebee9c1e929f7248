// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Handles and descriptors of cublasLt, which are destroyed together, the last one first. */
final class LtObjects implements AutoCloseable {
    private final CublasFunctions library;
    private final Deque<LtObject> objects = new ArrayDeque<>();

    LtObjects(CublasFunctions library) {
        this.library = library;
    }

    /**
     * Something that the library makes and destroys.
     *
     * @param kind the common beginning of the functions for it
     */
    record LtObject(CublasFunctions library, String kind, MemorySegment handle) {

        /** Sets an attribute of four bytes. */
        LtObject set(int attribute, int value) {
            try (Arena arena = Arena.ofConfined()) {
                return set(attribute, arena.allocateFrom(ValueLayout.JAVA_INT, value));
            }
        }

        /** Sets an attribute of eight bytes. */
        LtObject set(int attribute, long value) {
            try (Arena arena = Arena.ofConfined()) {
                return set(attribute, arena.allocateFrom(ValueLayout.JAVA_LONG, value));
            }
        }

        private LtObject set(int attribute, MemorySegment value) {
            library.call(kind + "SetAttribute", handle, attribute, value, value.byteSize());
            return this;
        }
    }

    /** Makes one with the function {@code <kind>Create}. */
    LtObject create(String kind, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment created = arena.allocate(ValueLayout.ADDRESS);
            Object[] all = new Object[arguments.length + 1];
            all[0] = created;
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            library.call(kind + "Create", all);
            LtObject object = new LtObject(library, kind, created.get(ValueLayout.ADDRESS, 0));
            objects.push(object);
            return object;
        }
    }

    /** Destroys all of them, also when one fails. */
    @Override
    public void close() {
        List<CudaException> faults = new ArrayList<>();
        while (!objects.isEmpty()) {
            LtObject object = objects.pop();
            Driver.attempt(faults, () -> library.call(object.kind + "Destroy", object.handle));
        }
        Driver.throwFirst(faults);
    }
}

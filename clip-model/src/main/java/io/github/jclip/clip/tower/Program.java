// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PreparedOps;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A tower unrolled for one input shape: the ops in order on fixed buffers. It is built once and run often without
 * allocating tensors.
 */
public final class Program implements AutoCloseable {

    /** Sees a named intermediate result right after it was computed; its buffer is reused later. */
    @FunctionalInterface
    public interface StageListener {
        void computed(String stage, Tensor value);
    }

    private record Stage(int afterOps, String name, Tensor value) {}

    private final Device device;
    private final Scope scope;
    private final Buffers buffers;
    private final boolean showsStages;
    private final List<Op> ops = new ArrayList<>();
    private final List<Stage> stages = new ArrayList<>();
    private final List<Borrowed> borrowed = new ArrayList<>();

    private record Borrowed(Tensor view, Tensor flat) {}

    private final List<PreparedOps> prepared = new ArrayList<>();
    private PreparedOps whole;
    private long allocatedBytes;

    /**
     * An empty program.
     *
     * @param buffers for intermediate results; shared with programs that do not run meanwhile, and closed after them
     * @param showsStages whether a listener may see every stage; others compute only what the result needs
     */
    Program(Device device, Buffers buffers, boolean showsStages) {
        this.device = device;
        this.scope = device.openScope();
        this.buffers = buffers;
        this.showsStages = showsStages;
    }

    /**
     * Builds a program; if that fails, as for lack of memory, its own memory is given back.
     *
     * @param appending appends ops and gives what belongs to them
     */
    static <T> T build(Device device, Buffers buffers, boolean showsStages, Function<Program, T> appending) {
        Program program = new Program(device, buffers, showsStages);
        try {
            return appending.apply(program);
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }

    /** Whether every token of every stage is computed. */
    boolean showsStages() {
        return showsStages;
    }

    /** A buffer of the device's compute type that lives as long as the program. */
    Tensor allocate(int... dims) {
        Tensor tensor = scope.allocate(device.computeType(), dims);
        allocatedBytes += tensor.byteSize();
        return tensor;
    }

    /** Bytes of what {@link #allocate} has given. */
    long allocatedBytes() {
        return allocatedBytes;
    }

    /** The program's memory, for buffers of other types. */
    Scope scope() {
        return scope;
    }

    /** A buffer for intermediate results; its contents are undefined. Give it back when no later op reads it. */
    Tensor borrow(int... dims) {
        int count = Math.toIntExact(Shape.of(dims).elementCount());
        Tensor flat = buffers.take(count);
        Tensor view = flat.slice(0, 0, count).reshape(dims);
        borrowed.add(new Borrowed(view, flat));
        return view;
    }

    /** Lets later ops overwrite a borrowed buffer. */
    void giveBack(Tensor view) {
        Borrowed loan = borrowed.stream()
                .filter(candidate -> candidate.view() == view)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a borrowed buffer: " + view));
        borrowed.remove(loan);
        buffers.give(loan.flat());
    }

    void add(Op op) {
        ops.add(op);
    }

    /** Names what a tensor holds at this point, for a {@link StageListener}. */
    void stage(String name, Tensor value) {
        if (showsStages) {
            stages.add(new Stage(ops.size(), name, value));
        }
    }

    /** About how many bytes prepared ops keep for themselves: more wherever an op takes more than all before it. */
    long temporaryBytes(Device executing) {
        long all = 0;
        long largest = 0;
        for (Op op : ops) {
            long bytes = executing.temporaryBytes(op);
            if (bytes > largest) {
                largest = bytes;
                all += bytes;
            }
        }
        return all;
    }

    /** How many ops there are so far. */
    int size() {
        return ops.size();
    }

    /** The ops added from one (inclusive) to another (exclusive), to be run as a whole; closed with the program. */
    PreparedOps prepare(int from, int to) {
        PreparedOps part = device.prepare(ops.subList(from, to));
        prepared.add(part);
        return part;
    }

    /** Runs all ops; none is added any more. */
    void run() {
        if (whole == null) {
            whole = prepare(0, ops.size());
        }
        whole.run();
    }

    void run(StageListener listener) {
        int done = 0;
        for (Stage stage : stages) {
            while (done < stage.afterOps()) {
                device.execute(ops.get(done++));
            }
            device.synchronize();
            listener.computed(stage.name(), stage.value());
        }
        while (done < ops.size()) {
            device.execute(ops.get(done++));
        }
    }

    @Override
    public void close() {
        prepared.forEach(PreparedOps::close);
        scope.close();
    }
}

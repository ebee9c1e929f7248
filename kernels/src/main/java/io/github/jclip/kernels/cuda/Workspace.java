// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The temporary memory of a fixed sequence of ops. What the first run asks for is kept and given again, request by
 * request, to every later run: so a graph of the sequence finds the same addresses at each launch and allocates nothing.
 */
final class Workspace implements DeviceAllocator, AutoCloseable {
    private record Block(long address, long bytes) {}

    private record Loan(Block block, long bytes) {}

    private final Gpu gpu;
    private final CudaScope memory;
    private final List<Loan> loans = new ArrayList<>();
    private final List<Block> free = new ArrayList<>();
    private int next;
    private boolean recorded;

    Workspace(Gpu gpu) {
        this.gpu = gpu;
        this.memory = gpu.openScope();
    }

    /** Temporary memory for an op that is being submitted. */
    CudaScope openScope() {
        return new CudaScope(gpu, this);
    }

    /** Notes what a run asks for: the first, or one after a first that failed. */
    void record(Runnable run) {
        loans.stream().map(Loan::block).filter(block -> !free.contains(block)).forEach(free::add);
        loans.clear();
        recorded = false;
        run.run();
        recorded = true;
    }

    /** Whether a run has gone through, so that memory for another is there. */
    boolean isRecorded() {
        return recorded;
    }

    /** Gives a run what the first was given. */
    void replay(Runnable run) {
        next = 0;
        run.run();
    }

    @Override
    public long allocate(long bytes) {
        return recorded ? again(bytes) : first(bytes);
    }

    private long first(long bytes) {
        Optional<Block> fitting = free.stream()
                .filter(candidate -> candidate.bytes() >= bytes)
                .min(Comparator.comparingLong(Block::bytes));
        fitting.ifPresent(free::remove);
        Block block = fitting.orElseGet(() -> new Block(memory.allocateBytes(bytes), bytes));
        loans.add(new Loan(block, bytes));
        return block.address();
    }

    private long again(long bytes) {
        if (next == loans.size() || loans.get(next).bytes() != bytes) {
            throw new IllegalStateException(
                    "an op asks for %d bytes of temporary memory, for which it did not ask in the first run"
                            .formatted(bytes));
        }
        return loans.get(next++).block().address();
    }

    @Override
    public void free(long address) {
        if (!recorded) {
            loans.stream()
                    .map(Loan::block)
                    .filter(block -> block.address() == address && !free.contains(block))
                    .findFirst()
                    .ifPresent(free::add);
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}

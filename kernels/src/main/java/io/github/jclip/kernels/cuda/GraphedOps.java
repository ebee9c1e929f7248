// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.PreparedOps;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Op;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Ops that become a graph: the first run submits them one by one, which compiles kernels, warms cuBLAS and finds how much
 * temporary memory they take; the second captures them; from then on a run is one launch.
 */
final class GraphedOps implements PreparedOps {
    private final Gpu gpu;
    private final List<OpRun> runs;
    private final String name;
    private final boolean captures;
    private final Set<MemorySegment.Scope> memory = new HashSet<>();
    private final Workspace workspace;
    private final Launcher launcher;
    private CudaGraph graph;
    private boolean open = true;

    /**
     * Ops that have not run yet.
     *
     * @param captures whether they may become a graph
     */
    GraphedOps(Gpu gpu, Launcher launcher, List<Op> ops, boolean captures) {
        this.gpu = gpu;
        this.runs = ops.stream().map(OpRun::of).toList();
        this.name = ops.isEmpty()
                ? "no ops"
                : "%d ops from %s to %s"
                        .formatted(
                                ops.size(), ops.getFirst().name(), ops.getLast().name());
        this.captures = captures && !ops.isEmpty();
        this.workspace = new Workspace(gpu);
        this.launcher = launcher.withTemporaries(workspace::openScope);
        ops.stream()
                .flatMap(op -> Stream.concat(op.inputs().stream(), op.outputs().stream()))
                .filter(tensor -> !tensor.isHost())
                .map(Tensor::segment)
                .map(MemorySegment::scope)
                .forEach(memory::add);
    }

    @Override
    public void run() {
        if (!open) {
            throw new IllegalStateException("%s are run after they were closed".formatted(name));
        }
        if (graph == null && captures && workspace.isRecorded()) {
            graph = gpu.capture(name, () -> workspace.replay(this::submit));
        }
        if (graph != null) {
            launch();
        } else if (workspace.isRecorded()) {
            workspace.replay(this::submit);
        } else {
            workspace.record(this::submit);
        }
    }

    private void submit() {
        runs.forEach(op -> op.run().accept(launcher));
    }

    /** A graph holds addresses; whether their memory is still there is no longer seen tensor by tensor. */
    private void launch() {
        if (!memory.stream().allMatch(MemorySegment.Scope::isAlive)) {
            throw new IllegalStateException("%s are run after a scope of their tensors was closed".formatted(name));
        }
        gpu.launch(graph);
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        try {
            workspace.close();
        } finally {
            if (graph != null) {
                gpu.destroy(graph);
            }
        }
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/** What was submitted to a stream once, ready to be launched as one piece of work. Belongs to a {@link Gpu}. */
final class CudaGraph {
    private final CUgraphExec executable = new CUgraphExec();
    private final String name;

    private CudaGraph(String name) {
        this.name = name;
    }

    /**
     * Captures what work submits to a stream, which does not run meanwhile.
     *
     * @param name for messages
     * @throws CudaException if the driver refuses; nothing is left behind then
     */
    static CudaGraph capture(CUstream stream, String name, Runnable work) {
        // Other threads may call what they like; this one gets an error for what cannot be captured.
        Driver.check(
                JCudaDriver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL),
                "cuStreamBeginCapture");
        CUgraph captured = new CUgraph();
        try {
            work.run();
        } catch (RuntimeException e) {
            if (JCudaDriver.cuStreamEndCapture(stream, captured) == 0) {
                JCudaDriver.cuGraphDestroy(captured);
            }
            throw e;
        }
        Driver.check(JCudaDriver.cuStreamEndCapture(stream, captured), "cuStreamEndCapture of " + name);
        return instantiate(captured, name);
    }

    private static CudaGraph instantiate(CUgraph captured, String name) {
        CudaGraph graph = new CudaGraph(name);
        List<CudaException> faults = new ArrayList<>();
        int instantiated = JCudaDriver.cuGraphInstantiate(graph.executable, captured, 0);
        Driver.note(instantiated, "cuGraphInstantiate of " + name, faults);
        Driver.note(JCudaDriver.cuGraphDestroy(captured), "cuGraphDestroy", faults);
        if (!faults.isEmpty() && instantiated == 0) {
            graph.destroy(faults);
        }
        Driver.throwFirst(faults);
        return graph;
    }

    void launch(CUstream stream) {
        Driver.check(JCudaDriver.cuGraphLaunch(executable, stream), "cuGraphLaunch of " + name);
    }

    /** Frees it when it is not running any more; a failure is added to others. */
    void destroy(List<CudaException> faults) {
        Driver.note(JCudaDriver.cuGraphExecDestroy(executable), "cuGraphExecDestroy", faults);
    }

    @Override
    public String toString() {
        return name;
    }
}

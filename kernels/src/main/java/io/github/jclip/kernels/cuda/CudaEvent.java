// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.util.List;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/** A point in the work of a stream, for which hosts and other streams may wait; reached as long as it was not recorded. */
final class CudaEvent {
    private final CUevent event = new CUevent();

    private CudaEvent(int flags) {
        Driver.check(JCudaDriver.cuEventCreate(event, flags), "cuEventCreate");
    }

    /** An event that only orders. */
    static CudaEvent ofOrder() {
        return new CudaEvent(CUevent_flags.CU_EVENT_DISABLE_TIMING);
    }

    /** An event that knows when it was reached. */
    static CudaEvent ofTime() {
        return new CudaEvent(CUevent_flags.CU_EVENT_DEFAULT);
    }

    /** Stands for what the stream has been given so far. */
    void record(CUstream stream) {
        Driver.check(JCudaDriver.cuEventRecord(event, stream), "cuEventRecord");
    }

    /** Lets a stream wait before it goes on with what it is given from now on. */
    void hold(CUstream stream) {
        Driver.check(JCudaDriver.cuStreamWaitEvent(stream, event, 0), "cuStreamWaitEvent");
    }

    /**
     * Waits.
     *
     * @param context what a failure of the GPU may be about, or empty
     */
    void await(String context) {
        Driver.check(JCudaDriver.cuEventSynchronize(event), "cuEventSynchronize" + context);
    }

    /** Seconds from another event that was reached to this one, which has been reached as well. */
    double secondsSince(CudaEvent start) {
        float[] milliseconds = {0};
        Driver.check(JCudaDriver.cuEventElapsedTime(milliseconds, start.event, event), "cuEventElapsedTime");
        return milliseconds[0] / 1e3;
    }

    /** Frees it; a failure is added to others. */
    void destroy(List<CudaException> faults) {
        Driver.note(JCudaDriver.cuEventDestroy(event), "cuEventDestroy", faults);
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import jcuda.driver.CUstream;

/** A stream whose address libraries other than JCuda can be given. */
final class StreamHandle extends CUstream {
    long address() {
        return getNativePointer();
    }
}

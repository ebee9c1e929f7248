// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.util.Optional;

/** Another library that can do what jclip does; found through {@link java.util.ServiceLoader}. */
public interface PeerProvider {

    /** The name of OpenBLAS. */
    String OPENBLAS = "OpenBLAS";

    /** The name of ONNX Runtime. */
    String ONNX_RUNTIME = "ONNX Runtime";

    /** The name of PyTorch. */
    String PYTORCH = "PyTorch";

    /** The name of Pillow. */
    String PILLOW = "Pillow";

    /** Its name, the same as that of its contenders. */
    String name();

    /**
     * Its contender for a trial.
     *
     * @param threads that it may use, its own calling thread among them
     * @throws PeerAbsentException if this machine does not have the library
     * @return empty where the library cannot do this or need not be compared in it
     */
    Optional<Contender> open(Trial trial, int threads);
}

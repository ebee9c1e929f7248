// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import jcuda.driver.CUfunction;

/**
 * A kernel that is loaded on a GPU.
 *
 * @param name its entry point
 */
record Kernel(String name, CUfunction function) {}

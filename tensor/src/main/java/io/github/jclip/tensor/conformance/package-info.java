// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The suite that every {@link io.github.jclip.tensor.Device} must pass. A case declares how to build an op; from that
 * one declaration come the comparison with the double-precision reference, dense and strided layouts, guard bands
 * around everything the op may not write, finite differences for backward ops, and timings.
 *
 * <p>A new op adds its cases to one of the {@code …Cases} classes, and a backward op its forward op to
 * {@link io.github.jclip.tensor.conformance.FiniteDifferences}. A new device calls
 * {@link io.github.jclip.tensor.conformance.ConformanceSuite#run}.
 */
package io.github.jclip.tensor.conformance;

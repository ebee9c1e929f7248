// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Minimisation of smooth functions in double precision. */
package io.github.jclip.taskres.minimise;

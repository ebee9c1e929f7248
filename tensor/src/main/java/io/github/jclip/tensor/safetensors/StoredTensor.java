// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.safetensors;

import io.github.jclip.tensor.Shape;

/** What a header says of one tensor; {@code begin} and {@code end} count bytes from the end of the header. */
record StoredTensor(StoredDType dtype, Shape shape, long begin, long end) {}

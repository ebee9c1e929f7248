// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.safetensors;

import java.util.Map;

/** A header's content: the tensors in the order of the header, and the free-form strings. */
record Header(Map<String, StoredTensor> tensors, Map<String, String> metadata) {
    static final String METADATA_KEY = "__metadata__";

    /** Bytes of the length field in front of the header. */
    static final int LENGTH_BYTES = Long.BYTES;

    /** Most dimensions a tensor may have. */
    static final int MAX_RANK = 8;
}

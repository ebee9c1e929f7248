// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// Tokens with the rows of a table that they name.
#pragma once

/** A token and the row it names. One that names no row of the table has the number behind the last. */
struct alignas(8) NamedRow {
    int row;
    int token;
};

/** Where a stretch of tokens ends, of those of one length that cover all. */
__device__ inline int endOfStretch(int index, int length, int tokens) {
    int end = (index + 1) * length;
    return end < tokens ? end : tokens;
}

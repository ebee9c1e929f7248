// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.onnx;

/** What is exported: each tower is a file of its own. */
public enum Tower {
    /** Input {@code images}, F32 [B, 3, R, R]; output {@code embeddings}, F32 [B, E]. */
    IMAGE,
    /** Input {@code tokens}, I64 [B, T] with T up to the context length; output {@code embeddings}, F32 [B, E]. */
    TEXT
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Reading and writing of the safetensors format: a header length (unsigned 64-bit, little-endian), a JSON header that
 * gives each tensor's type, shape and byte range, and the tensors' bytes. The format is described in the README of the
 * huggingface/safetensors repository; its Rust library is the reference for what that text leaves open.
 */
package io.github.jclip.tensor.safetensors;

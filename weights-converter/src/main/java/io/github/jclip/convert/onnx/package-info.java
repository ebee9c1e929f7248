// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
/** CLIP's towers as ONNX files, for runtimes that are not jclip. */
package io.github.jclip.convert.onnx;

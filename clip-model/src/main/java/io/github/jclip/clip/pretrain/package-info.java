// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
/** Training of a CLIP from nothing, on images with captions. */
package io.github.jclip.clip.pretrain;

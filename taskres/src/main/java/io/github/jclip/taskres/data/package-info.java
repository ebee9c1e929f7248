// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Data sets on disk: what the known ones are called and how they lie, folders and lists of the user's own, splits and
 * few-shot samplings as files.
 */
package io.github.jclip.taskres.data;

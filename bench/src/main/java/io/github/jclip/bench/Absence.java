// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

/**
 * Why a contender has no time.
 *
 * @param reason its output differs, it failed, or it is not on this machine
 */
public record Absence(String contender, String reason) {}

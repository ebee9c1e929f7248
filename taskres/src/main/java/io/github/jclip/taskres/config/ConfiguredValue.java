// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.config;

/**
 * A value that is in use, and where it came from.
 *
 * @param key as the command line names it, without its dashes
 * @param value a number, a truth value or a string, as it goes into JSON
 * @param origin {@code default}, a file with its line, an option
 */
public record ConfiguredValue(String key, Object value, String origin) {}

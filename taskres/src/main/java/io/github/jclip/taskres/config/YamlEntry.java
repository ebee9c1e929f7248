// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.config;

/**
 * A value of a YAML file.
 *
 * @param key the path of keys that leads to it, joined by dots
 * @param value its text; a list is in brackets
 * @param line counts from 1
 */
record YamlEntry(String key, String value, int line) {
    /** The first key of the path. */
    String section() {
        return key.split("\\.", 2)[0];
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pull;

import java.nio.file.Path;

/**
 * The outcome of a pull.
 *
 * @param path where the file is
 * @param sha256 of its bytes, in lower-case hexadecimal
 * @param verified whether that was compared with a known checksum
 * @param fetched false if the file was there already
 */
public record PulledFile(Path path, String sha256, boolean verified, boolean fetched) {}

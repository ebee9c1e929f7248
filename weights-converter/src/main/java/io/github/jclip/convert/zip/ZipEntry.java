// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.zip;

import java.lang.foreign.MemorySegment;

/**
 * What a zip's directory says of an entry.
 *
 * @param name its name; never used as a path on disk
 * @param method 0 stored, 8 deflated
 * @param crc32 checksum of the content
 * @param size bytes of the content
 * @param data the bytes in the archive, perhaps compressed
 */
record ZipEntry(String name, int method, int crc32, long size, MemorySegment data) {}

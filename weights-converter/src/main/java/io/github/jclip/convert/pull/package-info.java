// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Fetches published checkpoints and the vocabulary into a folder: interrupted downloads go on where they stopped, files
 * are checked against their SHA-256 before they take their name.
 *
 * <p>{@link io.github.jclip.convert.pull.PublishedFile} lists what OpenAI published,
 * {@link io.github.jclip.convert.pull.PullRequest} says what to fetch from where, and
 * {@link io.github.jclip.convert.pull.Puller} does it.
 */
package io.github.jclip.convert.pull;

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
/**
 * What happens to a caption before it is split into words. The original passes it through the Python library ftfy 6.3.1
 * ("fixes text for you", by Robyn Speer), through Python's {@code html.unescape} twice, and through Python's notions of
 * white space and lower case. The classes here reproduce those four for the default settings, one repair a class:
 *
 * <ol>
 *   <li>{@link io.github.jclip.clip.tokenizer.cleaning.CaptionCleaner} is the way in and gives the order;
 *   <li>{@code TextFixer} repeats ftfy's repairs on each line until nothing changes: {@code HtmlReferences},
 *       {@code EncodingFixer} (with {@code UnlikelySequences}, {@code SingleByteEncoding}, {@code EmbeddedUtf8} and
 *       {@code Utf8Variants}), {@code ControlCharacters}, {@code Typography};
 *   <li>{@code WhiteSpace} and {@code LowerCase} are Python's.
 * </ol>
 */
package io.github.jclip.clip.tokenizer.cleaning;

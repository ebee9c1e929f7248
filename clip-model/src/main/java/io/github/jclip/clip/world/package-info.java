// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
/**
 * A world of drawn things with captions, made from seeds: what a small CLIP is trained on and judged in where no photos are
 * at hand. A {@linkplain io.github.jclip.clip.world.Scene scene} says what there is to see,
 * {@link io.github.jclip.clip.world.SceneRenderer} draws it and {@link io.github.jclip.clip.world.CaptionWriter} puts it
 * into English; a {@link io.github.jclip.clip.world.Domain} changes how it looks, for few-shot tasks.
 */
package io.github.jclip.clip.world;

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Tokenizer, image preprocessing, towers and the Clip facade. */
@SuppressWarnings("requires-automatic") // TwelveMonkeys ships without module descriptors
module io.github.jclip.clip {
    requires transitive io.github.jclip.tensor;
    requires tools.jackson.databind;
    requires transitive java.desktop;
    requires com.twelvemonkeys.imageio.webp;

    exports io.github.jclip.clip;
    exports io.github.jclip.clip.check;
    exports io.github.jclip.clip.image;
    exports io.github.jclip.clip.json;
    exports io.github.jclip.clip.pretrain;
    exports io.github.jclip.clip.tokenizer;
    exports io.github.jclip.clip.tower;
    exports io.github.jclip.clip.world;
}

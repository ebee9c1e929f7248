// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** Tokenizer, image preprocessing, towers and the Clip facade. */
module io.github.jclip.clip {
    requires transitive io.github.jclip.tensor;
    requires tools.jackson.databind;
    requires java.desktop;

    exports io.github.jclip.clip;
    exports io.github.jclip.clip.tokenizer;
    exports io.github.jclip.clip.tower;
}

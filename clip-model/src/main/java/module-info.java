/** Tokenizer, image preprocessing, towers and the Clip facade. */
module io.github.jclip.clip {
    requires transitive io.github.jclip.tensor;
    requires tools.jackson.databind;
    requires java.desktop;

    exports io.github.jclip.clip.tokenizer;
}

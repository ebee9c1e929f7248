/** Foreign checkpoints in, jclip model folders out. */
module io.github.jclip.convert {
    requires transitive io.github.jclip.tensor;
    requires transitive io.github.jclip.clip;
    requires java.net.http;
    requires tools.jackson.databind;

    exports io.github.jclip.convert;
    exports io.github.jclip.convert.check;
    exports io.github.jclip.convert.onnx;
    exports io.github.jclip.convert.pull;
}

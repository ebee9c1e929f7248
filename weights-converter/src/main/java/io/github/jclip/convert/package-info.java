/** Foreign checkpoints in, jclip model folders out. */
package io.github.jclip.convert;

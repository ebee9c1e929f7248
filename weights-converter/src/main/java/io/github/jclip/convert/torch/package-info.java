/**
 * Reads what {@code torch.save} and {@code torch.jit.save} write: zip archives and the older concatenated pickles.
 * Tensors are strided views of the mapped file.
 */
package io.github.jclip.convert.torch;

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

/** Hears how far the embedding of images is. */
@FunctionalInterface
public interface EncodingListener {
    /** Hears nothing. */
    EncodingListener SILENT = (_, _) -> new Counter() {
        @Override
        public void advance(long images) {}

        @Override
        public void close() {}
    };

    /** Counts the images of one set; closed when all are done or one failed. */
    interface Counter extends AutoCloseable {
        /** So many more images are done. */
        void advance(long images);

        @Override
        void close();
    }

    /** The images of a set are about to be embedded. */
    Counter begin(String set, long images);
}

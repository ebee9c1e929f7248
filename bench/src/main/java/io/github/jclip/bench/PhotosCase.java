// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * From JPEG files to the input of an image tower: decode, resize, crop, normalise.
 *
 * @param count of photos of one run
 */
public record PhotosCase(int count) implements BenchCase {
    static final String NAME = "decode + preprocess";

    private static final long MOST_BYTES_OF_ONE = 300_000;

    @Override
    public Group group() {
        return Group.IO;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String size() {
        return "%d photos, %d×%d".formatted(count, Photos.WIDTH, Photos.HEIGHT);
    }

    @Override
    public PhotosTrial prepare(Scope scope) {
        TemporaryFolder folder = new TemporaryFolder(count * MOST_BYTES_OF_ONE);
        try {
            return new PhotosTrial(this, folder, Photos.write(folder.path(), count));
        } catch (IOException e) {
            folder.close();
            throw new UncheckedIOException(e);
        }
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** From an archive like OpenAI's to a model folder. */
public record ConvertCase() implements BenchCase {
    static final String NAME = "convert";

    /** The archive, the folder and the copy. */
    private static final long BYTES = 3 * FullSizeModel.MOST_BYTES;

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
        return FullSizeModel.ARCHITECTURE + ", archive of 338 MiB";
    }

    @Override
    public boolean choosesThreads() {
        return true;
    }

    @Override
    public long temporaryBytes() {
        return BYTES;
    }

    @Override
    public ConvertTrial prepare(Scope scope) {
        TemporaryFolder folder = new TemporaryFolder(BYTES);
        try {
            Path archive = folder.path().resolve("ViT-B-32.pt");
            FullSizeModel.writeArchive(archive);
            return new ConvertTrial(this, folder, archive);
        } catch (IOException e) {
            folder.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }
}

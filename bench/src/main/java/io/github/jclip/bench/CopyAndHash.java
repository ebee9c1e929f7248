// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** The least that a conversion has to do: the archive's bytes copied, and their SHA-256. */
final class CopyAndHash implements PeerProvider {
    static final String NAME = "copy + SHA-256";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Contender> open(Trial trial, int threads) {
        return trial instanceof ConvertTrial convert
                ? Optional.of(
                        new Copier(convert.archive(), convert.folder().path().resolve("copy")))
                : Optional.empty();
    }

    /** One after the other, on the calling thread. */
    private static final class Copier implements Contender {
        private static final float[] NOTHING = {};
        private static final int BUFFER = 1 << 20;

        private final Path source;
        private final Path target;
        private final byte[] buffer = new byte[BUFFER];

        Copier(Path source, Path target) {
            this.source = source;
            this.target = target;
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public String version() {
            return "of the JDK, one after the other";
        }

        @Override
        public void reset() {
            TemporaryFolder.delete(target);
        }

        @Override
        public void run() {
            try {
                Files.copy(source, target);
                hash();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        private void hash() throws IOException, NoSuchAlgorithmException {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = Files.newInputStream(source)) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    digest.update(buffer, 0, count);
                }
            }
            digest.digest();
        }

        @Override
        public float[] output() {
            return NOTHING;
        }

        @Override
        public void close() {
            reset();
        }
    }
}

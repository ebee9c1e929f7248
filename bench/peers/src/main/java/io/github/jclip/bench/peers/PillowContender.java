// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import io.github.jclip.bench.Contender;
import io.github.jclip.bench.PeerProvider;
import io.github.jclip.bench.PhotosTrial;
import io.github.jclip.bench.TemporaryFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A Python process that does as it is told, a line for each run; see {@code photos.py}. */
final class PillowContender implements Contender {
    private static final String SCRIPT = "photos.py";

    private final Process process;
    private final Writer orders;
    private final BufferedReader answers;
    private final TemporaryFolder folder;
    private String version = "";

    private PillowContender(Process process, TemporaryFolder folder) {
        this.process = process;
        this.folder = folder;
        orders = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Empty where there is no such Python, or it lacks a library. */
    static Optional<Contender> start(String python, List<Path> files, int threads) {
        TemporaryFolder folder = new TemporaryFolder();
        try (InputStream script = PillowContender.class.getResourceAsStream(SCRIPT)) {
            Path copy = folder.path().resolve(SCRIPT);
            Files.copy(script, copy);
            Path list = Files.write(
                    folder.path().resolve("photos.txt"),
                    files.stream().map(Path::toString).toList());
            Process process = new ProcessBuilder(
                            python,
                            copy.toString(),
                            list.toString(),
                            Integer.toString(threads),
                            Integer.toString(PhotosTrial.RESOLUTION))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            PillowContender contender = new PillowContender(process, folder);
            contender.version = contender.answers.readLine();
            if (contender.version != null) {
                return Optional.of(contender);
            }
            contender.close();
        } catch (IOException e) {
            folder.close();
        }
        return Optional.empty();
    }

    @Override
    public String name() {
        return PeerProvider.PILLOW;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public void run() {
        order("run");
    }

    private void order(String line) {
        try {
            orders.write(line + "\n");
            orders.flush();
            if (!"done".equals(answers.readLine())) {
                throw new IllegalStateException("the Python process has ended");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public float[] output() {
        Path file = folder.path().resolve("output");
        order("write " + file);
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
            Files.delete(file);
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(values);
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        folder.close();
    }
}

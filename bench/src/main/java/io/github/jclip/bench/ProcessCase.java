// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A command of jclip as a whole process, from its start to its end.
 *
 * @param launcher the command line that starts jclip: java, its flags and the standalone jar; empty without that
 */
public record ProcessCase(Kind kind, List<String> launcher) implements BenchCase {

    /** Which command. */
    public enum Kind {
        /** The shortest. */
        VERSION("jclip --version", "whole process", 0),
        /** What people wait for. */
        CLASSIFY("jclip classify", FullSizeModel.ARCHITECTURE + ", one photo, whole process", FullSizeModel.MOST_BYTES);

        private final String command;
        private final String size;
        private final long bytes;

        Kind(String command, String size, long bytes) {
            this.command = command;
            this.size = size;
            this.bytes = bytes;
        }

        /** As people type it. */
        public String command() {
            return command;
        }

        String size() {
            return size;
        }
    }

    @Override
    public Group group() {
        return Group.IO;
    }

    @Override
    public String name() {
        return kind.command;
    }

    @Override
    public String size() {
        return kind.size;
    }

    @Override
    public boolean choosesThreads() {
        return true;
    }

    @Override
    public long temporaryBytes() {
        return kind.bytes;
    }

    @Override
    public ProcessTrial prepare(Scope scope) {
        if (launcher.isEmpty()) {
            throw new BadInputException("needs the standalone jar; start ./jclip or java -jar jclip.jar");
        }
        return switch (kind) {
            case VERSION -> new ProcessTrial(this, command("--version"), Optional.empty());
            case CLASSIFY -> classify();
        };
    }

    private ProcessTrial classify() {
        TemporaryFolder folder = new TemporaryFolder(kind.bytes);
        try {
            Path model = Files.createDirectory(folder.path().resolve("model"));
            FullSizeModel.writeFolder(model);
            Path photo = Photos.write(folder.path(), 1).getFirst();
            List<String> command =
                    command("classify", "--model", model.toString(), "--labels", "cat,dog,car", photo.toString());
            return new ProcessTrial(this, command, Optional.of(folder));
        } catch (IOException e) {
            folder.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private List<String> command(String... arguments) {
        return Stream.concat(launcher.stream(), Stream.of(arguments)).toList();
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A hidden folder beside a target, {@code .<target>-<what>}, in which a long piece of work lies until the target can be
 * written. A new one has a temporary name, and goes with its process, until there is something in it to be kept. Each
 * method throws {@link io.github.jclip.tensor.BadInputException} when the folder cannot be written.
 */
public final class UnfinishedFolder implements AutoCloseable {
    private final Path target;
    private final Path kept;
    private Path temporary;

    private UnfinishedFolder(Path target, Path kept) {
        this.target = target;
        this.kept = kept;
    }

    /**
     * The folder beside a target, whether it is there or not.
     *
     * @param what lies in it, in a word
     */
    public static UnfinishedFolder beside(Path target, String what) {
        try {
            Path located = Temporaries.locate(target);
            return new UnfinishedFolder(
                    located, located.resolveSibling(".%s-%s".formatted(located.getFileName(), what)));
        } catch (IOException e) {
            throw FileErrors.writing(target, e);
        }
    }

    /** Where it lies once it is kept. */
    public Path path() {
        return kept;
    }

    /** Where its files lie now. */
    public Path content() {
        return temporary == null ? kept : temporary;
    }

    /** Whether one is kept. */
    public boolean exists() {
        return Files.isDirectory(kept);
    }

    /** Makes a new one, which is empty; until {@link #keep} it has another name, and one that is kept stays. */
    public void create() {
        temporary = Temporaries.claim(target, Temporaries.NEW);
        try {
            Files.createDirectory(temporary);
        } catch (IOException e) {
            throw FileErrors.writing(target, e);
        }
    }

    /** Lets the new one outlive the process, instead of any that is kept. */
    public void keep() {
        if (temporary == null) {
            return;
        }
        removeKept();
        try {
            Files.move(temporary, kept, StandardCopyOption.ATOMIC_MOVE);
            Temporaries.release(temporary);
            temporary = null;
            Temporaries.syncFolder(kept.getParent());
        } catch (IOException e) {
            throw FileErrors.writing(kept, e);
        }
    }

    /** Removes it, and a new one that is not kept yet. */
    public void remove() {
        close();
        removeKept();
    }

    /** A process that is killed meanwhile leaves nothing that looks like one that is kept. */
    private void removeKept() {
        if (!exists()) {
            return;
        }
        Path leaving = Temporaries.claim(target, Temporaries.NEW);
        try {
            Files.move(kept, leaving, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw FileErrors.writing(kept, e);
        } finally {
            Temporaries.deleteQuietly(leaving);
            Temporaries.release(leaving);
        }
    }

    /** Removes a new one that is not kept yet. */
    @Override
    public void close() {
        if (temporary != null) {
            Temporaries.deleteQuietly(temporary);
            Temporaries.release(temporary);
            temporary = null;
        }
    }
}

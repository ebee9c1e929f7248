// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import io.github.jclip.taskres.run.Identity;
import io.github.jclip.taskres.run.Resumption;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import io.github.jclip.tensor.io.UnfinishedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Embeddings of images that wait for the file they will be in: rows go to a hidden folder beside it,
 * {@code .<file>-encoding}, as they are made, so that memory does not hold them. From time to time they are made safe, with a
 * note of how far they are and what they are made from; a process that goes on does so from there.
 */
public final class UnfinishedEmbeddings implements AutoCloseable {
    private static final String KIND = "encoding";
    private static final String IDENTITY = "identity.json";
    private static final String JOURNAL = "journal.jsonl";
    private static final String FORMAT_NAME = "format";
    private static final String FORMAT = "jclip unfinished embeddings 1";

    private final Path target;
    private final Restart restart;
    private final Supplier<Map<String, String>> identity;
    private final UnfinishedFolder folder;
    private final Map<String, EmbeddedSet> sets = new LinkedHashMap<>();
    private List<EmbeddingJournal.Entry> earlier = List.of();
    private EmbeddingJournal journal;
    private long lastSafe = System.nanoTime();

    private UnfinishedEmbeddings(Path target, Restart restart, Supplier<Map<String, String>> identity) {
        this.target = target;
        this.restart = restart;
        this.identity = identity;
        this.folder = UnfinishedFolder.beside(target, KIND);
    }

    /**
     * Fails as {@link #open} would where it can be told beforehand.
     *
     * @throws BadInputException if there is something unfinished that would be lost, or nothing to go on with beside a
     *     file that is there already
     */
    public static void requirePossible(Path target, Restart restart) {
        boolean exists = UnfinishedFolder.beside(target, KIND).exists();
        if (exists && !restart.force() && restart.resumption() == Resumption.FROM_THE_START) {
            throw bad(target, "an unfinished one lies beside it; go on with --resume, or start again with --force");
        }
        if (!exists && restart.resumption() == Resumption.CONTINUED && Files.exists(target)) {
            throw bad(target, "is there, and nothing unfinished beside it; to make it again leave out --resume");
        }
    }

    /** Where something unfinished lies beside a target, or would. */
    public static Path folder(Path target) {
        return UnfinishedFolder.beside(target, KIND).path();
    }

    /** The size of the batches of an unfinished one beside a target, if this is to go on with it. */
    public static OptionalInt earlierBatchSize(Path target, Restart restart) {
        UnfinishedFolder folder = UnfinishedFolder.beside(target, KIND);
        if (restart.resumption() != Resumption.CONTINUED || !folder.exists()) {
            return OptionalInt.empty();
        }
        Path file = folder.path().resolve(IDENTITY);
        try {
            return OptionalInt.of(Integer.parseInt(readIdentity(file).get(EncodingIdentity.BATCH_SIZE)));
        } catch (NumberFormatException _) {
            throw EmbeddingJournal.damaged(file);
        }
    }

    /**
     * Begins, or goes on with what an earlier process has left.
     *
     * @param identity of what the embeddings are made from; asked for when it is needed, since it takes a while
     * @throws BadInputException if what is there is damaged or of something else, or may not be lost
     */
    public static UnfinishedEmbeddings open(Path target, Restart restart, Supplier<Map<String, String>> identity) {
        requirePossible(target, restart);
        UnfinishedEmbeddings unfinished = new UnfinishedEmbeddings(target, restart, identity);
        if (restart.resumption() == Resumption.CONTINUED && unfinished.folder.exists()) {
            unfinished.takeUp();
        } else {
            unfinished.folder.create();
        }
        return unfinished;
    }

    private void takeUp() {
        Map<String, String> now = withFormat(identity.get());
        String difference = Identity.difference(readIdentity(folder.path().resolve(IDENTITY)), now);
        if (!difference.isEmpty()) {
            throw bad(
                    target,
                    "the unfinished one beside it has %s; give the same options, or start again with --force"
                            .formatted(difference));
        }
        Path file = folder.path().resolve(JOURNAL);
        earlier = EmbeddingJournal.read(file);
        journal = EmbeddingJournal.open(file);
    }

    private static Map<String, String> withFormat(Map<String, String> identity) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(FORMAT_NAME, FORMAT);
        all.putAll(identity);
        return all;
    }

    private static Map<String, String> readIdentity(Path file) {
        try {
            return JsonMapper.shared()
                    .readValue(Files.readString(file), new TypeReference<LinkedHashMap<String, String>>() {});
        } catch (JacksonException _) {
            throw EmbeddingJournal.damaged(file);
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    /** The embeddings of a list of images, which may have been begun. */
    public EmbeddedSet set(String name, int embeddingDim) {
        EmbeddedSet set = new EmbeddedSet(
                name, embeddingDim, folder.content().resolve(name + ".rows"), this::makeSafeFromTimeToTime);
        sets.put(name, set);
        earlier.stream().filter(entry -> entry.set().equals(name)).forEach(set::takeUp);
        set.dropRest();
        return set;
    }

    private void makeSafeFromTimeToTime() {
        long now = System.nanoTime();
        if (restart.resumption() != Resumption.OFF
                && now - lastSafe >= restart.interval().toNanos()) {
            makeSafe();
            lastSafe = System.nanoTime();
        }
    }

    private void makeSafe() {
        if (journal == null) {
            AtomicFile.write(
                    folder.content().resolve(IDENTITY),
                    JsonMapper.shared().writeValueAsString(withFormat(identity.get())));
            journal = EmbeddingJournal.open(folder.content().resolve(JOURNAL));
        }
        sets.values().forEach(set -> set.makeSafe().ifPresent(journal::add));
        folder.keep();
    }

    /** For messages of what has ended the work: what is kept of it, and how to go on. Makes safe what was kept before. */
    public String kept() {
        if (journal == null) {
            return "";
        }
        makeSafe();
        int files = sets.values().stream().mapToInt(EmbeddedSet::files).sum();
        return "; %,d images are done and kept, --resume goes on behind them".formatted(files);
    }

    /** Removes everything, when the file is written; what somebody else has left there only if it might be gone on with. */
    public void remove() {
        close();
        if (restart.resumption() != Resumption.OFF) {
            folder.remove();
        }
    }

    private static BadInputException bad(Path target, String what) {
        return new BadInputException(Excerpt.line(target + ": " + what));
    }

    /** Leaves what is safe for a process that goes on. */
    @Override
    public void close() {
        sets.values().forEach(EmbeddedSet::close);
        sets.clear();
        if (journal != null) {
            journal.close();
            journal = null;
        }
        folder.close();
    }
}

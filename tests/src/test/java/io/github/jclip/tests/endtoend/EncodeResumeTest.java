// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.cli.InProcess;
import io.github.jclip.clip.ModelFolder;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.Photos;
import io.github.jclip.tests.support.TinyModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Embeddings that end at a broken image and are gone on with come to the bytes of those made in one go. */
class EncodeResumeTest {
    private static final int IMAGES = 11;

    @TempDir
    private Path folder;

    private Path model;
    private Path out;
    private Path unfinished;

    @BeforeEach
    void layOut() throws IOException {
        model = TinyModel.make(folder.resolve("model"));
        out = folder.resolve("out.safetensors");
        unfinished = folder.resolve(".out.safetensors-encoding");
        for (String name : List.of("hen", "newt")) {
            Files.createDirectories(folder.resolve("zoo").resolve(name));
            for (int i = 0; i < IMAGES; i++) {
                Photos.draw(photo(name, i), 40 + i, 50, BufferedImage.TYPE_INT_RGB);
            }
        }
    }

    private Path photo(String name, int number) {
        return folder.resolve("zoo/%s/%s%02d.png".formatted(name, name, number));
    }

    private Finished encode(String... options) {
        List<String> args = new ArrayList<>(List.of(
                "encode", "--model", model.toString(), "--out", out.toString(), "--checkpoint-every", "0", "--json"));
        args.addAll(List.of(options));
        return InProcess.run(args.toArray(String[]::new));
    }

    private String[] images(String... options) {
        List<String> args = new ArrayList<>(
                List.of("--images", folder.resolve("zoo").toString(), "--batch-size", "3", "--normalize"));
        args.addAll(List.of(options));
        return args.toArray(String[]::new);
    }

    /** What one go comes to; the file is gone again. */
    private byte[] whole(String... options) throws IOException {
        assertEquals(0, encode(options).exitCode());
        byte[] bytes = Files.readAllBytes(out);
        Files.delete(out);
        return bytes;
    }

    private void assertRefused(String reason, Finished finished) {
        assertEquals(2, finished.exitCode());
        assertEquals(List.of("jclip: " + reason), finished.complaints());
    }

    /** Ends at a broken image, of which the line also tells what is kept. */
    private void endAt(Path broken, int kept, String... options) throws IOException {
        byte[] photo = Files.readAllBytes(broken);
        Files.writeString(broken, "no picture");
        Finished ended = encode(options);
        Files.write(broken, photo);
        assertEquals(2, ended.exitCode());
        String line = ended.complaints().getLast();
        assertTrue(line.startsWith("jclip: " + broken + ": "), line);
        assertTrue(line.endsWith("; %d images are done and kept, --resume goes on behind them".formatted(kept)), line);
        assertFalse(Files.exists(out));
        assertTrue(Files.isDirectory(unfinished));
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            assertEquals(
                    List.of("model", "model.safetensors", "out.safetensors", "zoo"),
                    entries.map(it -> it.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void imagesAreGoneOnWith() throws IOException {
        byte[] whole = whole(images());
        endAt(photo("newt", 4), 15, images());

        Finished resumed = encode(images("--resume"));

        assertEquals(0, resumed.exitCode(), resumed.err());
        assertTrue(resumed.err().contains("going on behind 15 of 22 images\n"), resumed.err());
        assertArrayEquals(whole, Files.readAllBytes(out));
        var result = JsonMapper.shared().readTree(resumed.out());
        assertEquals(2 * IMAGES, result.get("count").asInt());
        assertEquals(7, result.at("/times/images").asInt());
        assertNothingLeft();
    }

    /** Ends in the test set, when the training set and its views are done. */
    @Test
    void aDataSetIsGoneOnWith() throws IOException {
        List<String> lines = new ArrayList<>(List.of("path,class,split"));
        for (String name : List.of("hen", "newt")) {
            for (int i = 0; i < IMAGES; i++) {
                lines.add("zoo/%s/%s%02d.png,%s,%s".formatted(name, name, i, name, i < 6 ? "train" : "test"));
            }
        }
        Path list = Files.write(folder.resolve("list.csv"), lines);
        String[] dataset = {"--dataset", list.toString(), "--views", "3", "--batch-size", "2", "--normalize"};
        byte[] whole = whole(dataset);
        endAt(photo("newt", 8), 12 + 3 * 12 + 6, dataset);
        // The views are gone on with as well, from within the second of each image.
        cutJournal(12 / 2 + 1);

        List<String> resumed = new ArrayList<>(List.of(dataset));
        resumed.add("--resume");
        Finished finished = encode(resumed.toArray(String[]::new));
        assertEquals(0, finished.exitCode(), finished.err());
        assertArrayEquals(whole, Files.readAllBytes(out));
        assertFalse(Files.exists(unfinished));
    }

    /** Leaves so many lines of the journal, as a process that was killed earlier would. */
    private void cutJournal(int lines) throws IOException {
        Path journal = unfinished.resolve("journal.jsonl");
        Files.write(journal, Files.readAllLines(journal).subList(0, lines));
    }

    @Test
    void whatIsUnfinishedIsNotLost() throws IOException {
        byte[] whole = whole(images());
        endAt(photo("newt", 4), 15, images());
        String beside = out + ": the unfinished one beside it has ";
        String fix = "; give the same options, or start again with --force";

        assertRefused(
                out + ": an unfinished one lies beside it; go on with --resume, or start again with --force",
                encode(images()));
        assertRefused(
                beside + "batch size 3, not 4" + fix,
                encode("--images", folder.resolve("zoo").toString(), "--normalize", "--batch-size", "4", "--resume"));
        assertRefused(
                beside + "normalize true, not false" + fix,
                encode("--images", folder.resolve("zoo").toString(), "--resume"));
        Files.move(photo("hen", 0), folder.resolve("hen.png"));
        assertDiffers("images, by the SHA-256 of their paths,", encode(images("--resume")));
        Files.move(folder.resolve("hen.png"), photo("hen", 0));
        byte[] weights = Files.readAllBytes(model.resolve(ModelFolder.WEIGHTS));
        byte[] others = weights.clone();
        others[others.length - 1] ^= 1;
        Files.write(model.resolve(ModelFolder.WEIGHTS), others);
        assertDiffers("model, by the SHA-256 of its files,", encode(images("--resume")));
        Files.write(model.resolve(ModelFolder.WEIGHTS), weights);

        assertEquals(0, encode(images("--resume")).exitCode());
        assertArrayEquals(whole, Files.readAllBytes(out));
        assertNothingLeft();
    }

    private void assertDiffers(String what, Finished refused) {
        assertEquals(2, refused.exitCode());
        assertEquals(1, refused.complaints().size());
        assertTrue(refused.err().contains(": the unfinished one beside it has " + what + " "), refused.err());
    }

    /** A process that is killed while it writes leaves half a line, and rows that no line tells of. */
    @Test
    void whatIsHalfWrittenIsDropped() throws IOException {
        byte[] whole = whole(images());
        endAt(photo("newt", 4), 15, images());
        Files.writeString(unfinished.resolve("journal.jsonl"), "{\"set\":\"ima", StandardOpenOption.APPEND);
        Files.writeString(unfinished.resolve("images.rows"), "12345", StandardOpenOption.APPEND);

        assertEquals(0, encode(images("--resume")).exitCode());
        assertArrayEquals(whole, Files.readAllBytes(out));
    }

    @Test
    void damageIsNoticed() throws IOException {
        endAt(photo("newt", 4), 15, images());
        for (String name : List.of("images.rows", "journal.jsonl", "identity.json")) {
            Path file = unfinished.resolve(name);
            byte[] good = Files.readAllBytes(file);
            byte[] bad = good.clone();
            bad[0] ^= 1;
            Files.write(file, bad);
            assertRefused(file + ": is damaged; start again with --force", encode(images("--resume")));
            Files.write(file, good);
        }
        Path rows = unfinished.resolve("images.rows");
        Files.move(rows, folder.resolve("rows"), StandardCopyOption.REPLACE_EXISTING);
        assertRefused(rows + ": is damaged; start again with --force", encode(images("--resume")));
        assertEquals(0, encode(images("--force")).exitCode());
        assertFalse(Files.exists(unfinished));
    }

    @Test
    void withNothingUnfinishedItStartsButReplacesNothing() throws IOException {
        byte[] whole = whole(images());
        assertEquals(0, encode(images("--resume")).exitCode());
        assertArrayEquals(whole, Files.readAllBytes(out));
        assertRefused(
                out + ": is there, and nothing unfinished beside it; to make it again leave out --resume",
                encode(images("--resume")));
        assertRefused("--resume: goes with --images or --dataset", encode("--texts", "any", "--resume"));
    }
}

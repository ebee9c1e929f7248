// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the commit of the working tree to the file given, for <code>jclip --version</code>: its hash, with a plus sign
 * if there are changes on top of it. Where git or its folder is missing, as in an unpacked archive, the file is left
 * empty.
 */
final class RecordCommit {
    private RecordCommit() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path target = Path.of(args[0]);
        Files.createDirectories(target.getParent());
        Files.writeString(target, commit());
    }

    private static String commit() throws InterruptedException {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--abbrev=12", "--exclude=*", "--dirty=+")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            List<String> lines = git.inputReader().readAllLines();
            return git.waitFor() == 0 && lines.size() == 1 ? lines.getFirst() : "";
        } catch (IOException _) {
            return "";
        }
    }
}

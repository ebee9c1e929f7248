// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where the reference numbers are: the full set beside the project ({@code ../shared/golden}, or below the folder that
 * the environment variable {@code JCLIP_SHARED} names) where it is present, else the compact set in this module's
 * resources. Each group is a folder with a README that says where its numbers come from.
 */
public final class Golden {
    private static final Path PROJECT = projectRoot();
    private static final Path SHARED = sharedFolder();

    private Golden() {}

    /** The folder of a group: of the full set if it is present, else of the compact set. */
    public static Path folder(String group) {
        Path full = SHARED.resolve("golden").resolve(group);
        return Files.isDirectory(full) ? full : compactFolder(group);
    }

    /** The folder of a group in the compact set that the project carries. */
    public static Path compactFolder(String group) {
        return PROJECT.resolve("tests/src/test/resources/golden").resolve(group);
    }

    /** Whether a group's full set is in use. */
    public static boolean isFull(String group) {
        return folder(group).startsWith(SHARED);
    }

    /** A JSON file of a group. */
    public static JsonNode json(String group, String file) {
        return JsonMapper.shared().readTree(folder(group).resolve(file));
    }

    /**
     * A file or folder that lies beside the project and is not ours to carry; the test is skipped where it is absent.
     */
    public static Path shared(String path) {
        Path file = SHARED.resolve(path);
        assumeTrue(Files.exists(file), "needs ../shared/" + path + ", which lies outside the project");
        return file;
    }

    /** A file or folder that lies beside the project, where it does. */
    public static Optional<Path> sharedIfPresent(String path) {
        return Optional.of(SHARED.resolve(path)).filter(Files::exists);
    }

    /** The root of the project's checkout. */
    public static Path project() {
        return PROJECT;
    }

    private static Path projectRoot() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("clip-model"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    private static Path sharedFolder() {
        String chosen = System.getenv("JCLIP_SHARED");
        return chosen != null ? Path.of(chosen) : PROJECT.resolveSibling("shared");
    }
}

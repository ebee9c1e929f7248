// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.io;

import io.github.jclip.tensor.BadInputException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;

/**
 * Turns what the file system reports into one line that names the file, the trouble and the fix. Everything that reads
 * or writes a file on the user's behalf reports through here, so that the same trouble reads the same everywhere.
 */
public final class FileErrors {
    private FileErrors() {}

    /** What to throw when reading a file or a folder failed. */
    public static BadInputException reading(Path file, IOException error) {
        String trouble = switch (Trouble.of(error)) {
            case MISSING -> missing(file);
            case FOLDER -> "is a folder; give a file inside it";
            case NOT_FOLDER -> notFolder(file);
            case DENIED -> "no permission to read; change the permissions or run as its owner";
            case TRUNCATED -> "ends too early; fetch or write the file again";
            case TOO_MANY_OPEN -> "too many open files; raise the limit (ulimit -n)";
            case DEVICE -> "the disk or network reports an error; check it and try again";
            case FULL, QUOTA, READ_ONLY, EXISTS, NOT_EMPTY, NAME_TOO_LONG, FILE_TOO_LARGE, OTHER ->
                "cannot be read: " + reason(error);
        };
        return about(file, trouble, error);
    }

    /** What to throw when writing a file or a folder failed. */
    public static BadInputException writing(Path file, IOException error) {
        String trouble = switch (Trouble.of(error)) {
            case MISSING -> cannotCreate(file);
            case FOLDER -> "is a folder; choose another name";
            case NOT_FOLDER -> notFolder(file);
            case DENIED ->
                "no permission to write in %s; change the permissions or choose another place".formatted(parent(file));
            case FULL -> "the disk is full; free some space or choose another place";
            case QUOTA -> "the disk quota is used up; free some space or choose another place";
            case READ_ONLY -> "the file system is read-only; choose another place";
            case EXISTS -> "already exists; remove it or choose another name";
            case NOT_EMPTY -> "is a folder that is not empty; remove it or choose another name";
            case NAME_TOO_LONG -> "the name is too long for the file system; choose a shorter one";
            case FILE_TOO_LARGE -> "too large for the file system or for the limit (ulimit -f)";
            case TOO_MANY_OPEN -> "too many open files; raise the limit (ulimit -n)";
            case DEVICE -> "the disk or network reports an error; check it and try again";
            case TRUNCATED, OTHER -> "cannot be written: " + reason(error);
        };
        return about(file, trouble, error);
    }

    /**
     * Checks that a path names a file with something in it.
     *
     * @throws BadInputException if it is missing, a folder, a device or empty
     */
    public static void requireFile(Path file) {
        BasicFileAttributes attributes = attributes(file);
        if (attributes.isDirectory()) {
            throw about(file, "is a folder; give a file inside it", null);
        }
        if (!attributes.isRegularFile()) {
            throw about(file, "is not a regular file; give a file on disk", null);
        }
        if (attributes.size() == 0) {
            throw about(file, "is empty; fetch or write the file again", null);
        }
    }

    /**
     * Checks that a path names a folder.
     *
     * @throws BadInputException if it is missing or a file
     */
    public static void requireFolder(Path folder) {
        if (!attributes(folder).isDirectory()) {
            throw about(folder, "is not a folder; give the folder", null);
        }
    }

    private static BasicFileAttributes attributes(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class);
        } catch (IOException e) {
            throw reading(path, e);
        }
    }

    static BadInputException about(Path file, String trouble, IOException cause) {
        return new BadInputException(Excerpt.line(file + ": " + trouble), cause);
    }

    private static String missing(Path file) {
        Path parent = parent(file);
        return Files.isDirectory(parent)
                ? "does not exist; check the path"
                : "does not exist, nor does the folder %s; check the path".formatted(parent);
    }

    private static String cannotCreate(Path file) {
        Path parent = parent(file);
        return Files.isDirectory(parent)
                ? "cannot be created in %s; choose another place".formatted(parent)
                : "the folder %s does not exist; create it or choose another place".formatted(parent);
    }

    private static String notFolder(Path file) {
        return "%s is not a folder; check the path".formatted(parent(file));
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return parent == null ? file : parent;
    }

    private static String reason(IOException error) {
        String reason = error instanceof FileSystemException e && e.getReason() != null ? e.getReason() : null;
        String message = reason == null ? error.getMessage() : reason;
        return message == null || message.isBlank() ? error.getClass().getSimpleName() : message;
    }

    /** The kinds of trouble that have a known fix; the text is what POSIX systems call it. */
    private enum Trouble {
        MISSING("No such file or directory"),
        FOLDER("Is a directory"),
        NOT_FOLDER("Not a directory"),
        DENIED("Permission denied"),
        FULL("No space left on device"),
        QUOTA("quota exceeded"),
        READ_ONLY("Read-only file system"),
        EXISTS("File exists"),
        NOT_EMPTY("Directory not empty"),
        NAME_TOO_LONG("File name too long"),
        FILE_TOO_LARGE("File too large"),
        TOO_MANY_OPEN("Too many open files"),
        DEVICE("Input/output error"),
        TRUNCATED(null),
        OTHER(null);

        private final String posixText;

        Trouble(String posixText) {
            this.posixText = posixText;
        }

        static Trouble of(IOException error) {
            return switch (error) {
                case AccessDeniedException _ -> DENIED;
                case DirectoryNotEmptyException _ -> NOT_EMPTY;
                case FileAlreadyExistsException _ -> EXISTS;
                case NotDirectoryException _ -> NOT_FOLDER;
                case NoSuchFileException _ -> MISSING;
                case EOFException _ -> TRUNCATED;
                case FileNotFoundException _ -> byText(error).orElse(MISSING);
                default -> byText(error).orElse(OTHER);
            };
        }

        private static Optional<Trouble> byText(IOException error) {
            String text = reason(error);
            return Arrays.stream(values())
                    .filter(t -> t.posixText != null && text.contains(t.posixText))
                    .findFirst();
        }
    }
}

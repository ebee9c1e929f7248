// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.BadInputException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where CUDA's libraries are looked for: in folders that the user names, then as the system's loader does, then in the
 * toolkit's own folders. The first place that has one wins.
 */
final class CudaLibraries {
    /** The environment variable with the user's folders. */
    static final String VARIABLE = "JCLIP_CUDA_LIBRARIES";

    /** CUDA before it lacks what is called. */
    static final int OLDEST_MAJOR = 12;

    private static final String LOADER = "";
    private static final List<String> TOOLKIT = List.of("/usr/local/cuda/lib64/", "/opt/cuda/lib64/");

    /** What goes before a file's name. */
    private final List<String> places;

    private final int newestMajor;

    /**
     * Places to look in.
     *
     * @param folders of the user, separated as in {@code PATH}; may be empty
     * @param cuda the newest CUDA version that the driver knows; libraries of a later major do not work with it
     * @throws BadInputException if one of the folders does not exist
     */
    CudaLibraries(String folders, int cuda) {
        Stream<String> given = Stream.of(folders.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(CudaLibraries::existing);
        places = Stream.of(given, Stream.of(LOADER), TOOLKIT.stream())
                .flatMap(stream -> stream)
                .toList();
        newestMajor = Math.max(OLDEST_MAJOR, cuda / 1000);
    }

    /** The places of this process. */
    static CudaLibraries ofEnvironment() {
        return new CudaLibraries(Optional.ofNullable(System.getenv(VARIABLE)).orElse(""), GpuProperties.driverCuda());
    }

    private static String existing(String folder) {
        if (!Files.isDirectory(Path.of(folder))) {
            throw new BadInputException("%s: no folder '%s'".formatted(VARIABLE, folder));
        }
        return Path.of(folder).toAbsolutePath() + "/";
    }

    /** A library of any CUDA that the driver knows, the newest of a place. */
    Optional<NativeLibrary> find(CudaLibrary library) {
        return find(library, Stream.concat(versions(), Stream.of(".so")).toList());
    }

    /** A library with one of these endings of its file's name, the first of a place. */
    Optional<NativeLibrary> find(CudaLibrary library, List<String> endings) {
        return places.stream()
                .flatMap(place -> endings.stream().flatMap(ending -> load(library, place, ending).stream()))
                .findFirst();
    }

    private static Optional<NativeLibrary> load(CudaLibrary library, String place, String ending) {
        String file = place + library.file(ending);
        if (!place.equals(LOADER) && Files.exists(Path.of(file))) {
            library.companion(Path.of(place), ending)
                    .ifPresent(companion -> NativeLibrary.find(List.of(companion.toString())));
        }
        return NativeLibrary.find(List.of(file));
    }

    private Stream<String> versions() {
        return IntStream.rangeClosed(OLDEST_MAJOR, newestMajor)
                .mapToObj(major -> ".so." + (newestMajor + OLDEST_MAJOR - major));
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.AtomicFolder;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "bundle",
        description = {
            "Make an archive of jclip that runs on Linux machines without Java: jclip-VERSION-linux-x86_64.tar.xz.",
            "Where NVRTC or nvcc is found, it brings compiled kernels for machines with a GPU and without NVRTC."
        })
final class BundleCommand implements Runnable {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "Folder for the archive (default: the current one).")
    private Path target;

    @Option(
            names = "--unpacked",
            description = "Make the folder that would be in the archive, for example for a container's image.")
    private boolean unpacked;

    @Option(names = "--no-kernels", description = "Compile no kernels: GPUs then need NVRTC on their machine.")
    private boolean noKernels;

    @Mixin
    private OutputOptions output;

    /** The JSON result. */
    record Result(String path, long bytes, List<String> modules, List<String> kernels) {}

    @Override
    public void run() {
        FileErrors.requireFolder(target);
        requirePlatform();
        Path jar = Relaunch.standaloneJar()
                .orElseThrow(() -> new BadInputException("bundle: runs from the standalone jar; start it by ./jclip"));
        var bundle = new Bundle(Version.current(), jar, BundleRuntime.of(jar), !noKernels);
        output.log("modules=" + String.join(",", bundle.runtime().modules()));
        print(unpacked ? folder(bundle) : archive(bundle));
    }

    private static void requirePlatform() {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!platform.equals("Linux amd64")) {
            throw new BadInputException(
                    "bundle: is made for Linux on x86-64, and on it; this is %s".formatted(platform));
        }
    }

    private Result folder(Bundle bundle) {
        Path folder = target.resolve(bundle.name());
        List<List<String>> kernels = new ArrayList<>();
        AtomicFolder.write(folder, Bundle::isOne, unfinished -> kernels.add(bundle.writeTo(unfinished)));
        try (Stream<Path> files = Files.walk(folder)) {
            long bytes = files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
            return new Result(folder.toString(), bytes, bundle.runtime().modules(), kernels.getFirst());
        } catch (IOException e) {
            throw FileErrors.reading(folder, e);
        }
    }

    private Result archive(Bundle bundle) {
        BundleArchive packer = BundleArchive.ofThisMachine();
        Path archive = target.resolve(bundle.name() + ".tar.xz");
        AtomicFile.requirePossible(archive);
        try (TemporaryFolder temporary = TemporaryFolder.create()) {
            Path folder = Files.createDirectory(temporary.path().resolve(bundle.name()));
            List<String> kernels = bundle.writeTo(folder);
            packer.write(folder, bundle.version().timestamp(), archive);
            return new Result(
                    archive.toString(), Files.size(archive), bundle.runtime().modules(), kernels);
        } catch (IOException e) {
            throw FileErrors.writing(archive, e);
        }
    }

    private void print(Result result) {
        result.kernels().forEach(output::log);
        if (output.json()) {
            output.json(result);
        } else {
            output.line("%s: %.1f MB".formatted(result.path(), result.bytes() / 1e6));
        }
    }
}

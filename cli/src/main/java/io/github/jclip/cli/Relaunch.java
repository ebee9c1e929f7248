// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Starts jclip again with the JVM flags it needs. A manifest cannot switch an incubating module on, so a plain
 * {@code java -jar jclip.jar} comes up without the vector module; the launcher script passes the flags at once and
 * never gets here.
 */
final class Relaunch {
    private static final String SCALING = "-XX:CompileCommand=CompileThresholdScaling,io.github.jclip.tensor.cpu";

    /**
     * Also in the launcher script. The module options stand in the parent pom too: the start-up cache holds only for
     * equal ones. The scalings have the kernels compiled at the hundredth part of the usual number of calls, since vector
     * code is some hundred times slower before; what takes tiles and tasks from kernel to kernel at the usual number,
     * since before it the compiler has not seen which ways it goes, and would compile it five times; and everything else
     * at ten times that number, lest it stand in the compiler's queue before the kernels.
     */
    static final List<String> FLAGS = List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:CompileThresholdScaling=10",
            "-XX:CompileCommand=quiet",
            SCALING + ".*::*,0.001",
            SCALING + ".Workers*::*,0.1",
            SCALING + ".ProductBlock::*,0.1",
            SCALING + ".Output::*,0.1");

    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    /** Set in the second process, which must not start a third. */
    private static final String MARK = "jclip.relaunched";

    private Relaunch() {}

    static boolean isNeeded() {
        return ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty();
    }

    /** Runs the same command line in a second JVM and returns its exit code. */
    static int run(String[] args, PrintWriter err) {
        if (Boolean.getBoolean(MARK)
                || ModuleFinder.ofSystem().find(VECTOR_MODULE).isEmpty()) {
            err.println("jclip: the Java in %s has no module %s; run jclip with a complete JDK 25 or newer"
                    .formatted(System.getProperty("java.home"), VECTOR_MODULE));
            return Failures.BAD_INPUT;
        }
        try {
            return runToEnd(command(args));
        } catch (IOException e) {
            err.println("jclip: cannot start a second Java: " + e.getMessage());
            return Failures.FAULT;
        }
    }

    private static int runToEnd(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).inheritIO();
        // Their options are among this JVM's arguments, which the second one is given.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process)));
        while (true) {
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                stop(process);
            }
        }
    }

    /** On Ctrl-C or a termination signal, the second process ends before this one. */
    private static void stop(Process process) {
        process.destroy();
        process.onExit().join();
    }

    /**
     * The command line by which the launcher script starts jclip, without arguments; empty where jclip does not run from
     * its standalone jar.
     */
    static List<String> launcher() {
        Path code = codeSource();
        if (Files.isDirectory(code)) {
            return List.of();
        }
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(FLAGS);
        String options = System.getenv().getOrDefault("JCLIP_JAVA_OPTS", "");
        options.lines()
                .flatMap(line -> Stream.of(line.strip().split("\\s+")))
                .filter(option -> !option.isEmpty())
                .forEach(command::add);
        command.addAll(StartUpCache.flags(code));
        command.addAll(List.of("-jar", code.toString()));
        return List.copyOf(command);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static List<String> command(String[] args) {
        List<String> options = new ArrayList<>(FLAGS);
        options.add("-D" + MARK + "=true");
        List<String> command = new ArrayList<>(again(options));
        command.addAll(List.of(args));
        return command;
    }

    /** The command line that starts jclip as it runs now in another process, without arguments. */
    static List<String> again() {
        return again(List.of());
    }

    private static List<String> again(List<String> moreOptions) {
        List<String> command = new ArrayList<>();
        command.add(java());
        List<String> given = ManagementFactory.getRuntimeMXBean().getInputArguments();
        command.addAll(given);
        command.addAll(moreOptions);
        Path code = codeSource();
        if (Files.isDirectory(code)) {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.github.jclip.cli.Main"));
        } else {
            if (given.stream().noneMatch(option -> option.startsWith("-XX:SharedArchiveFile"))) {
                command.addAll(StartUpCache.flags(code));
            }
            command.addAll(List.of("-jar", code.toString()));
        }
        return command;
    }

    /** The standalone jar, if jclip runs from it. */
    static Optional<Path> standaloneJar() {
        return Optional.of(codeSource()).filter(Files::isRegularFile);
    }

    /**
     * The standalone jar, or a folder of classes during development. Asked of a resource, since classes from a start-up
     * cache that was moved with its jar know of no code source.
     */
    private static Path codeSource() {
        try {
            URL self = Relaunch.class.getResource("Relaunch.class");
            if (self.openConnection() instanceof JarURLConnection inJar) {
                return Path.of(inJar.getJarFileURL().toURI());
            }
            Path classes = Path.of(self.toURI()).getParent();
            for (int i = Relaunch.class.getPackageName().split("\\.").length; i > 0; i--) {
                classes = classes.getParent();
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

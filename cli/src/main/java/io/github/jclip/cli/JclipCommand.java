// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code jclip} command. Each sub-command is one class of this package, listed here. */
@Command(
        name = "jclip",
        description = "CLIP on the JVM: inference and few-shot tuning.",
        subcommands = {
            BenchCommand.class,
            ClassifyCommand.class,
            ConvertCommand.class,
            DataCommand.class,
            DemoCommand.class,
            DevicesCommand.class,
            DoctorCommand.class,
            EncodeCommand.class,
            EvalBundledCommand.class,
            EvalCommand.class,
            ExportCommand.class,
            GpuVerifyCommand.class,
            ParseResultsCommand.class,
            PretrainCommand.class,
            PullCommand.class,
            ReportCommand.class,
            SweepCommand.class,
            TokenizeCommand.class,
            TuneCommand.class,
            VerifyCommand.class,
            WorldCommand.class,
            AutoComplete.GenerateCompletion.class,
            WarmUpCommand.class,
        },
        mixinStandardHelpOptions = true,
        versionProvider = JclipCommand.VersionLines.class,
        scope = ScopeType.INHERIT)
final class JclipCommand implements Runnable {
    private static final String TUNE = "tune";

    /** Command lines that need to know the methods name one of these commands. */
    private static final List<String> ASK_FOR_METHODS = List.of(TUNE, "generate-completion");

    @Spec
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print the stack trace of a failure.")
    private boolean debug;

    private JclipCommand() {}

    /**
     * Runs one command line.
     *
     * @return the exit code: 0, or one of {@link Failures}
     */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        var root = new JclipCommand();
        try {
            return root.commandLine(List.of(args), out, err).execute(args);
        } catch (Throwable e) {
            return Failures.ofExecution(e, root.debug, err);
        } finally {
            out.flush();
            err.flush();
        }
    }

    private CommandLine commandLine(List<String> args, PrintWriter out, PrintWriter err) {
        var root = new CommandLine(this);
        // Their options are made from the methods' settings, which takes a while.
        if (ASK_FOR_METHODS.stream().anyMatch(args::contains)) {
            TuneCommand.addMethods(root.getSubcommands().get(TUNE));
        }
        return root.setOut(out)
                .setErr(err)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Terminal.outputHasColours() ? Ansi.ON : Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(ModelChoice.class, ModelChoice::new)
                .setParameterExceptionHandler((e, _) -> Failures.ofUsage(e, err))
                .setExecutionExceptionHandler((e, _, _) -> Failures.ofExecution(e, debug, err));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
    }

    static final class VersionLines implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return Version.current().lines();
        }
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.method.Checkpoints;
import io.github.jclip.taskres.method.TrainingState;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The training of a run folder that is not there yet: its checkpoint is a hidden file beside it,
 * {@code .<run>-training.safetensors}, which goes when the folder appears.
 */
final class UnfinishedTraining implements Checkpoints, AutoCloseable {
    private static final double NANOS = 1e9;

    private final Path run;
    private final Path file;
    private Duration interval = Duration.ZERO;
    private Device device;
    private Map<String, String> identity = Map.of();
    private Supplier<TrainingRecorder.Recorded> recorder;
    private Optional<TrainingCheckpoint.Content> earlier = Optional.empty();
    private Safetensors open;
    private long start;
    private long lastWritten;
    private String keptState = "";

    UnfinishedTraining(Path run) {
        this.run = run;
        Path absolute = run.toAbsolutePath().normalize();
        file = absolute.resolveSibling(".%s-training.safetensors".formatted(absolute.getFileName()));
    }

    boolean exists() {
        return Files.exists(file);
    }

    /**
     * Refuses to begin where a checkpoint would be lost.
     *
     * @throws BadInputException if there is one
     */
    void requireNone() {
        if (exists()) {
            throw bad("an unfinished training lies beside it; go on with --resume, or start again with --force");
        }
    }

    /** Removes the checkpoint, finished or given up. */
    void remove() {
        close();
        AtomicFile.delete(file);
    }

    /**
     * Gets ready to keep checkpoints.
     *
     * @param runIdentity what the training is made from
     * @param recorded what was recorded by now
     * @param leastTime from one checkpoint to the next
     * @param trainedOn where the tensors of the training are
     */
    void begin(
            Map<String, String> runIdentity,
            Supplier<TrainingRecorder.Recorded> recorded,
            Duration leastTime,
            Device trainedOn) {
        identity = runIdentity;
        recorder = recorded;
        interval = leastTime;
        device = trainedOn;
        start = System.nanoTime();
        lastWritten = start;
    }

    /**
     * Takes up an earlier checkpoint, if there is one; after {@link #begin}.
     *
     * @return what was recorded by then
     * @throws BadInputException if it is damaged or of another training
     */
    Optional<TrainingRecorder.Recorded> takeUp() {
        if (!exists()) {
            return Optional.empty();
        }
        open = Safetensors.open(file);
        TrainingCheckpoint.Content content = TrainingCheckpoint.read(open);
        String difference = Identity.difference(content.identity(), identity);
        if (!difference.isEmpty()) {
            throw bad("the unfinished training beside it has %s; give the same options, or start again with --force"
                    .formatted(difference));
        }
        earlier = Optional.of(content);
        keptState = place(content.state());
        return Optional.of(content.recorded());
    }

    @Override
    public Optional<TrainingState> earlier() {
        return earlier.map(TrainingCheckpoint.Content::state);
    }

    @Override
    public double earlierSeconds() {
        return earlier.map(TrainingCheckpoint.Content::seconds).orElse(0.0);
    }

    @Override
    public void reached(Supplier<TrainingState> state) {
        long now = System.nanoTime();
        if (now - lastWritten < interval.toNanos()) {
            return;
        }
        TrainingState reached = state.get();
        device.synchronize();
        if (reached.tensors().values().stream().allMatch(UnfinishedTraining::isFinite)) {
            double seconds = earlierSeconds() + (now - start) / NANOS;
            TrainingCheckpoint.write(
                    file, new TrainingCheckpoint.Content(identity, reached, recorder.get(), seconds), device);
            keptState = place(reached);
        }
        lastWritten = System.nanoTime();
    }

    /** Of tensors on the host; others are checked by the loss of the next step. */
    private static boolean isFinite(Tensor tensor) {
        if (!tensor.isHost()) {
            return true;
        }
        for (double value : tensor.toDoubleArray()) {
            if (!Double.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private static String place(TrainingState state) {
        return "epoch %d, step %d".formatted(state.epoch() + 1, state.batch() + 1);
    }

    @Override
    public String kept() {
        return keptState.isEmpty() ? "" : "; %s keeps the training up to %s".formatted(file, keptState);
    }

    private BadInputException bad(String what) {
        return new BadInputException(Excerpt.line(run + ": " + what));
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
        }
    }
}

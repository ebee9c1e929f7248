// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.method.TrainingState;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A checkpoint of a training in a safetensors file: the tensors of its {@link TrainingState}, the random stream, what was
 * recorded so far, and what the training is made from. A digest over all of it tells a damaged file.
 */
final class TrainingCheckpoint {
    private static final String FORMAT = "jclip training checkpoint 1";
    private static final String RANDOM = "random";
    private static final String LOG = "recorded.log";
    private static final String METRICS = "recorded.metrics";
    private static final String EVENTS = "recorded.events";
    private static final String MEANS = "recorded.means";
    private static final String DIGEST = "digest";

    private TrainingCheckpoint() {}

    /**
     * What a checkpoint holds.
     *
     * @param identity what the training is made from
     * @param seconds spent on it
     */
    record Content(
            Map<String, String> identity, TrainingState state, TrainingRecorder.Recorded recorded, double seconds) {}

    static void write(Path file, Content content, Device device) {
        try (Scope host = Scope.ofHost()) {
            Map<String, Tensor> tensors = new TreeMap<>();
            TrainingState state = content.state();
            state.tensors().forEach((name, tensor) -> tensors.put(name, Checkpoint.onHost(device, host, tensor)));
            device.synchronize();
            int[] random = state.random().stream().mapToInt(Integer::intValue).toArray();
            tensors.put(RANDOM, Tensor.ofInts(host, random, random.length));
            TrainingRecorder.Recorded recorded = content.recorded();
            tensors.put(LOG, bytes(host, recorded.log().getBytes(StandardCharsets.UTF_8)));
            tensors.put(METRICS, bytes(host, recorded.metrics().getBytes(StandardCharsets.UTF_8)));
            tensors.put(EVENTS, bytes(host, recorded.events().toByteArray()));
            double[] means =
                    recorded.means().stream().mapToDouble(Double::doubleValue).toArray();
            tensors.put(MEANS, Tensor.ofDoubles(host, means, means.length));
            Map<String, String> metadata = new TreeMap<>();
            metadata.put("format", FORMAT);
            metadata.put("identity", JsonMapper.shared().writeValueAsString(content.identity()));
            metadata.put("epoch", Integer.toString(state.epoch()));
            metadata.put("batch", Integer.toString(state.batch()));
            metadata.put("steps", Integer.toString(state.steps()));
            metadata.put("epoch_loss", Double.toString(state.epochLoss()));
            metadata.put("most_correct", Integer.toString(state.mostCorrect()));
            metadata.put("best_epoch", Integer.toString(state.bestEpoch()));
            metadata.put("seconds", Double.toString(content.seconds()));
            metadata.put(DIGEST, digest(tensors, metadata));
            SafetensorsWriter.write(file, tensors, metadata);
        }
    }

    /**
     * Reads a checkpoint.
     *
     * @return its content; tensors are valid while the file is open
     * @throws BadInputException if it is damaged or something else
     */
    static Content read(Safetensors file) {
        Map<String, String> metadata = new TreeMap<>(file.metadata());
        if (!FORMAT.equals(metadata.get("format"))) {
            throw bad(file, "is no checkpoint of a training, or one of another version");
        }
        Map<String, Tensor> tensors = new TreeMap<>(Checkpoint.tensors(file));
        if (!digest(tensors, metadata).equals(metadata.get(DIGEST))) {
            throw bad(file, "is damaged");
        }
        try {
            TrainingRecorder.Recorded recorded = new TrainingRecorder.Recorded(
                    new String(bytes(tensors.remove(LOG)), StandardCharsets.UTF_8),
                    new String(bytes(tensors.remove(METRICS)), StandardCharsets.UTF_8),
                    ScalarEvents.after(bytes(tensors.remove(EVENTS))),
                    Arrays.stream(tensors.remove(MEANS).toDoubleArray()).boxed().toList());
            TrainingState state = new TrainingState(
                    Integer.parseInt(metadata.get("epoch")),
                    Integer.parseInt(metadata.get("batch")),
                    Integer.parseInt(metadata.get("steps")),
                    Double.parseDouble(metadata.get("epoch_loss")),
                    Integer.parseInt(metadata.get("most_correct")),
                    Integer.parseInt(metadata.get("best_epoch")),
                    ints(tensors.remove(RANDOM)),
                    tensors);
            Map<String, String> identity = JsonMapper.shared()
                    .readValue(metadata.get("identity"), new TypeReference<LinkedHashMap<String, String>>() {});
            return new Content(identity, state, recorded, Double.parseDouble(metadata.get("seconds")));
        } catch (NullPointerException | IllegalArgumentException | ArithmeticException | JacksonException _) {
            throw bad(file, "lacks a part of a checkpoint");
        }
    }

    private static String digest(Map<String, Tensor> tensors, Map<String, String> metadata) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new TreeMap<>(metadata).forEach((key, value) -> {
                if (!key.equals(DIGEST)) {
                    digest.update((key + "\n" + value + "\n").getBytes(StandardCharsets.UTF_8));
                }
            });
            tensors.forEach((name, tensor) -> {
                digest.update((name + tensor.dtype() + tensor.shape()).getBytes(StandardCharsets.UTF_8));
                digest.update(tensor.segment().asSlice(0, tensor.byteSize()).asByteBuffer());
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Tensor bytes(Scope scope, byte[] bytes) {
        Tensor tensor = scope.allocate(DType.U8, bytes.length);
        MemorySegment.copy(bytes, 0, tensor.segment(), ValueLayout.JAVA_BYTE, 0, bytes.length);
        return tensor;
    }

    private static byte[] bytes(Tensor tensor) {
        return tensor.segment().asSlice(0, tensor.byteSize()).toArray(ValueLayout.JAVA_BYTE);
    }

    private static List<Integer> ints(Tensor tensor) {
        return Arrays.stream(tensor.toLongArray()).mapToObj(Math::toIntExact).toList();
    }

    private static BadInputException bad(Safetensors file, String what) {
        return new BadInputException(
                Excerpt.line("%s: %s; remove it, or start again with --force".formatted(file.file(), what)));
    }
}

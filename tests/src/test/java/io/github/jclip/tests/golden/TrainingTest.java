// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.jclip.taskres.evaluation.ConfusionMatrix;
import io.github.jclip.taskres.train.Classification;
import io.github.jclip.taskres.train.Embeddings;
import io.github.jclip.taskres.train.TaskResidual;
import io.github.jclip.taskres.train.Trainer;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.optim.Decay;
import io.github.jclip.tensor.optim.LearningRateSchedule;
import io.github.jclip.tensor.optim.UpdateRule;
import io.github.jclip.tensor.optim.WarmUp;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Whole trainings by TaskRes' and Dassl's own code: every loss, rate and accuracy, and the residual on the way. */
@Tag("golden:training")
class TrainingTest {
    /** exp of CLIP's logit scale, which is ln 100 rounded to single precision. */
    private static final double LOGIT_SCALE = Math.exp((float) Math.log(100));

    record GoldenRun(JsonNode json) {
        JsonNode optim() {
            return json.get("optim");
        }

        int epochs() {
            return json.get("order").size();
        }

        int[] order(int epoch) {
            List<Integer> samples = new ArrayList<>();
            json.get("order").get(epoch).forEach(batch -> batch.forEach(sample -> samples.add(sample.intValue())));
            return samples.stream().mapToInt(Integer::intValue).toArray();
        }

        @Override
        public String toString() {
            return json.get("name").stringValue();
        }
    }

    /** What a training of ours showed. */
    private static final class Recording {
        private final List<Double> losses = new ArrayList<>();
        private final List<Double> accuracies = new ArrayList<>();
        private final Map<String, double[]> tensors = new HashMap<>();
        private double finalAccuracy;
    }

    static Stream<GoldenRun> runs() {
        JsonNode runs = Golden.json("training", "runs.json").get("runs");
        return IntStream.range(0, runs.size()).mapToObj(i -> new GoldenRun(runs.get(i)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void ratesFollowDassl(GoldenRun run) {
        double[] expected = doubles(run.json().get("f64").get("lr"));

        double[] rates = schedule(run.optim()).rates(expected.length);

        for (int epoch = 0; epoch < rates.length; epoch++) {
            assertEquals(expected[epoch], rates[epoch], 1e-14 * expected[epoch], "rate of epoch " + epoch);
        }
    }

    /** Dassl's RAdam converts to single precision inside, so its run is only held to the bounds of single precision. */
    static Stream<GoldenRun> doublePrecisionRuns() {
        return runs().filter(run -> !run.optim().get("NAME").stringValue().equals("radam"));
    }

    @ParameterizedTest
    @MethodSource("doublePrecisionRuns")
    void referenceRepeatsTheDoublePrecisionRun(GoldenRun run) {
        try (Device device = new ReferenceDevice();
                Safetensors file = open(run)) {
            Recording recording = train(run, device, file);
            JsonNode expected = run.json().get("f64");

            assertLosses(doubles(expected.get("loss")), recording.losses);
            assertArrayEquals(doubles(expected.get("batch_acc")), array(recording.accuracies), 1e-9);
            assertEquals(expected.get("final_acc").doubleValue(), recording.finalAccuracy, 1e-9);
            recording.tensors.forEach((name, actual) -> {
                double[] values = file.tensor("f64." + name).toDoubleArray();
                assertArrayEquals(values, actual, 1e-9 * maxAbs(values), name);
            });
        }
    }

    static Stream<Arguments> runsOnDevices() {
        return Stream.<Supplier<Device>>of(CpuDevice::withAllProcessors, ReferenceDevice::new)
                .flatMap(device -> runs().map(run -> Arguments.of(run, device)));
    }

    /**
     * Single precision against the original in double precision. How far the original's own single-precision run strays
     * from it says how rounding errors grow in this training; ours, which sums in another order, may stray four times
     * as far, and by the rounding of the values themselves.
     */
    @ParameterizedTest
    @MethodSource("runsOnDevices")
    void staysAsCloseAsTheSinglePrecisionRun(GoldenRun run, Supplier<Device> opener) {
        try (Device device = opener.get();
                Safetensors file = open(run)) {
            Recording recording = train(run, device, file);
            double lossSpread = run.json().get("max_loss_diff_f32_f64").doubleValue();
            double residualSpread =
                    run.json().get("max_abs_final_residual_f32_f64").doubleValue();

            double[] losses = doubles(run.json().get("f64").get("loss"));
            // A loss is a difference of logits, which are as large as the logit scale.
            double lossRounding = 4 * LOGIT_SCALE * DType.F32.unitRoundoff();
            assertArrayEquals(losses, array(recording.losses), 4 * lossSpread + lossRounding);
            double[] residual = file.tensor("f64.final_residual").toDoubleArray();
            double residualRounding = 4 * maxAbs(residual) * DType.F32.unitRoundoff();
            assertArrayEquals(residual, recording.tensors.get("final_residual"), 4 * residualSpread + residualRounding);
            assertEquals(run.json().get("f32").get("final_acc").doubleValue(), recording.finalAccuracy, 1e-4);
        }
    }

    private static Safetensors open(GoldenRun run) {
        return Safetensors.open(Golden.folder("training").resolve(run + ".safetensors"));
    }

    private static Recording train(GoldenRun run, Device device, Safetensors file) {
        Recording recording = new Recording();
        int[] labels = Arrays.stream(file.tensor("labels").toLongArray())
                .mapToInt(Math::toIntExact)
                .toArray();
        double[] rates = schedule(run.optim()).rates(run.epochs());
        try (Scope scope = device.openScope()) {
            Tensor embeddings = Embeddings.loadNormalised(device, scope, file.tensor("image_features"));
            Tensor base = Embeddings.load(device, scope, file.tensor("base_text_features"));
            TaskResidual method = new TaskResidual(
                    device, scope, base, run.json().get("alpha").doubleValue(), LOGIT_SCALE);
            recording.tensors.put("logits_step0", firstLogits(run, device, scope, method, embeddings));
            try (Trainer trainer = new Trainer(
                    device,
                    scope,
                    method,
                    embeddings,
                    labels,
                    run.json().get("batch").intValue(),
                    Trainer.Remainder.DROPPED,
                    rule(run.optim()))) {
                for (int epoch = 0; epoch < run.epochs(); epoch++) {
                    int current = epoch;
                    trainer.runEpoch(run.order(epoch), rates[epoch], (batch, loss, correct, _, _) -> {
                        recording.losses.add(loss);
                        recording.accuracies.add(100.0 * correct / trainer.batchSize());
                        double[] residual = method.residual().toDoubleArray();
                        if (current == 0 && batch == 0) {
                            recording.tensors.put(
                                    "grad_step0",
                                    method.parameters().getFirst().gradient().toDoubleArray());
                            recording.tensors.put("residual_after_step1", residual);
                        }
                        if (current == 1 && batch == 0) {
                            recording.tensors.put("residual_after_first_step_of_epoch2", residual);
                        }
                    });
                }
            }
            recording.tensors.put("final_residual", method.residual().toDoubleArray());
            recording.tensors.put("final_logits", logits(device, scope, method, embeddings));
            int[] predictions = Classification.predict(device, method, embeddings);
            recording.finalAccuracy =
                    ConfusionMatrix.of(labels, predictions, method.classCount()).accuracy();
        }
        return recording;
    }

    private static double[] firstLogits(
            GoldenRun run, Device device, Scope scope, TaskResidual method, Tensor embeddings) {
        double[] all = logits(device, scope, method, embeddings);
        int classes = method.classCount();
        return Arrays.stream(run.order(0))
                .limit(run.json().get("order").get(0).get(0).size())
                .mapToObj(sample -> Arrays.copyOfRange(all, sample * classes, (sample + 1) * classes))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private static double[] logits(Device device, Scope scope, TaskResidual method, Tensor embeddings) {
        Tensor logits = scope.allocate(embeddings.dtype(), embeddings.dim(0), method.classCount());
        method.forward(embeddings, logits).forEach(step -> step.run(device));
        return logits.toDoubleArray();
    }

    private static UpdateRule rule(JsonNode optim) {
        double decay = optim.get("WEIGHT_DECAY").doubleValue();
        double beta1 = optim.get("ADAM_BETA1").doubleValue();
        double beta2 = optim.get("ADAM_BETA2").doubleValue();
        double momentum = optim.get("MOMENTUM").doubleValue();
        return switch (optim.get("NAME").stringValue()) {
            case "adam" -> new UpdateRule.Adam(beta1, beta2, 1e-8, decay, false, false);
            case "adamw" -> new UpdateRule.Adam(beta1, beta2, 1e-8, decay, true, false);
            case "amsgrad" -> new UpdateRule.Adam(beta1, beta2, 1e-8, decay, false, true);
            case "sgd" ->
                new UpdateRule.Sgd(
                        momentum,
                        optim.get("SGD_DAMPNING").doubleValue(),
                        optim.get("SGD_NESTEROV").booleanValue(),
                        decay);
            case "rmsprop" -> new UpdateRule.RmsProp(optim.get("RMSPROP_ALPHA").doubleValue(), 1e-8, momentum, decay);
            case "radam" -> new UpdateRule.RAdam(beta1, beta2, 1e-8, decay);
            case "adadelta" -> new UpdateRule.Adadelta(0.9, 1e-6, decay);
            default -> throw new AssertionError(optim);
        };
    }

    private static LearningRateSchedule schedule(JsonNode optim) {
        double rate = optim.get("LR").doubleValue();
        double gamma = optim.get("GAMMA").doubleValue();
        List<Integer> steps = new ArrayList<>();
        optim.get("STEPSIZE").forEach(step -> steps.add(step.intValue()));
        Decay decay = switch (optim.get("LR_SCHEDULER").stringValue()) {
            case "cosine" -> new Decay.Cosine(rate, optim.get("MAX_EPOCH").intValue());
            case "single_step" -> new Decay.SingleStep(steps.getLast(), gamma);
            case "multi_step" -> new Decay.MultiStep(steps, gamma);
            default -> throw new AssertionError(optim);
        };
        int warmUpEpochs = optim.get("WARMUP_EPOCH").intValue();
        boolean constant = optim.get("WARMUP_TYPE").stringValue().equals("constant");
        WarmUp warmUp;
        if (warmUpEpochs < 1) {
            warmUp = new WarmUp.None();
        } else if (constant) {
            warmUp = new WarmUp.Constant(
                    warmUpEpochs, optim.get("WARMUP_CONS_LR").doubleValue());
        } else {
            warmUp = new WarmUp.Linear(warmUpEpochs, optim.get("WARMUP_MIN_LR").doubleValue());
        }
        return new LearningRateSchedule(
                rate, warmUp, decay, optim.get("WARMUP_RECOUNT").booleanValue());
    }

    /** A loss is a difference of logits as large as the logit scale, which bounds how precise a small one can be. */
    private static void assertLosses(double[] expected, List<Double> actual) {
        assertEquals(expected.length, actual.size());
        double rounding = 16 * LOGIT_SCALE * DType.F64.unitRoundoff();
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual.get(i), 1e-10 * expected[i] + rounding, "step " + i);
        }
    }

    private static double[] doubles(JsonNode array) {
        return IntStream.range(0, array.size())
                .mapToDouble(i -> array.get(i).doubleValue())
                .toArray();
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double maxAbs(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }
}

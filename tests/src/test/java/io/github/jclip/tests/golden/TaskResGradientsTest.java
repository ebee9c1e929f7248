// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import io.github.jclip.taskres.train.TaskResidual;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The gradient of a task residual, against TaskRes' own code in double. */
@Tag("golden:gradients")
class TaskResGradientsTest {
    private static final List<String> CASES = List.of("taskres_vit_a", "taskres_vit_b", "taskres_rn_a");
    private static final double LOGIT_SCALE = Math.exp((float) Math.log(100));

    @TestFactory
    Stream<DynamicTest> cpu() {
        return CASES.stream().flatMap(name -> check(name, () -> new CpuDevice(2)));
    }

    @TestFactory
    Stream<DynamicTest> reference() {
        return CASES.stream().flatMap(name -> check(name, ReferenceDevice::new));
    }

    private static Stream<DynamicTest> check(String name, Supplier<Device> devices) {
        try (Device device = devices.get();
                Scope scope = Scope.ofHost();
                Safetensors golden = Safetensors.open(Golden.shared("golden/gradients/" + name + ".safetensors"))) {
            GradientCheck check = new GradientCheck(name, device, golden);
            Tensor base = golden.tensor("base_text_features").copyTo(scope, device.computeType());
            Tensor images = golden.tensor("image_features").copyTo(scope, device.computeType());
            Tensor labels = golden.tensor("label");
            double alpha = golden.tensor("alpha").getFlat(0);
            TaskResidual method = new TaskResidual(device, scope, base, alpha, LOGIT_SCALE);
            method.restore(
                    golden.tensor("param.text_feature_residuals").copyTo(scope, device.computeType()));
            device.execute(new L2Normalize(images, images));
            Tensor logits = scope.allocate(device.computeType(), images.dim(0), base.dim(0));
            Tensor losses = scope.allocate(device.computeType(), images.dim(0));
            method.forward(images, logits).forEach(step -> step.run(device));
            check.compare("logits", logits);
            method.backward(images, logits, labels, losses).forEach(step -> step.run(device));
            check.loss(Arrays.stream(losses.toDoubleArray()).average().orElseThrow());
            check.compare(
                    "grad.text_feature_residuals",
                    method.parameters().getFirst().gradient());
            return check.tests().stream();
        }
    }
}

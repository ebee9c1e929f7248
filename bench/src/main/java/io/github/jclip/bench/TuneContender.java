// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.taskres.train.Step;
import io.github.jclip.taskres.train.TaskResidual;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.optim.Optimizer;
import io.github.jclip.tensor.optim.UpdateRule;
import java.util.ArrayList;
import java.util.List;

/** A training step on jclip's CPU device. */
final class TuneContender implements Contender {
    private final Scope scope = Scope.ofHost();
    private final CpuDevice device;
    private final TaskResidual method;
    private final List<Step> steps;

    TuneContender(TuneTrial trial, int threads) {
        device = new CpuDevice(threads);
        method = new TaskResidual(device, scope, trial.base(), trial.alpha(), trial.logitScale());
        int batch = trial.embeddings().dim(0);
        Tensor logits = scope.allocate(DType.F32, batch, method.classCount());
        Tensor losses = scope.allocate(DType.F32, batch);
        steps = new ArrayList<>(method.forward(trial.embeddings(), logits));
        steps.addAll(method.backward(trial.embeddings(), logits, trial.labels(), losses));
        var descent = new UpdateRule.Sgd(0, 0, false, 0);
        Tensor rates = Tensor.ofDoubles(scope, descent.rates(TuneTrial.LEARNING_RATE, 1), Optimizer.rateCount(descent));
        steps.add(Step.of(descent.update(method.residual(), gradient(), List.of(), rates)));
    }

    Work work() {
        return CountingDevice.count(counting -> steps.forEach(step -> step.run(counting)));
    }

    private Tensor gradient() {
        return method.parameters().getFirst().gradient();
    }

    @Override
    public String name() {
        return Jclip.NAME;
    }

    @Override
    public String version() {
        return device.description();
    }

    @Override
    public void run() {
        steps.forEach(step -> step.run(device));
    }

    @Override
    public float[] output() {
        return gradient().toFloatArray();
    }

    @Override
    public void close() {
        device.close();
        scope.close();
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.train.Embeddings;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.L2Normalize;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * CLIP's classifier of class names (Radford et al., arXiv:2103.00020): logits = s·f̂·t̂ᵀ. Nothing is learned.
 *
 * @param ensemble whether the features file's {@code text_templates} take the place of {@code text}: each embedding
 *     normalised, the mean over the prompts, normalised again
 */
public record ZeroShot(boolean ensemble) implements Method {
    static final ZeroShot DEFAULT = new ZeroShot(false);
    private static final String TEXT = "text";

    @Override
    public String name() {
        return "zero-shot";
    }

    @Override
    public String recipe() {
        return "nothing is trained";
    }

    @Override
    public Selection paperSelection() {
        return Selection.NONE;
    }

    @Override
    public int plannedEpochs() {
        return 0;
    }

    @Override
    public boolean usesViews() {
        return false;
    }

    @Override
    public Fitted fit(FewShotTask task, Device device, Scope scope, FitListener listener) {
        Tensor text =
                ensemble ? ensembleText(task, device, scope) : Embeddings.loadNormalised(device, scope, task.text());
        return new Fitted(
                new CosineClassifier(device, text, task.logitScale(), Map.of(TEXT, text)),
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static Tensor ensembleText(FewShotTask task, Device device, Scope scope) {
        Tensor templates = task.templates()
                .orElseThrow(() -> new BadInputException(
                        "zero-shot with ensemble true: the features file has no 'text_templates'; give one that has"));
        Tensor sum = scope.allocate(device.computeType(), task.classCount(), task.embeddingDim());
        try (Scope single = device.openScope()) {
            for (int prompt = 0; prompt < templates.dim(0); prompt++) {
                Tensor text = Embeddings.loadNormalised(device, single, templates.select(0, prompt));
                device.execute(new Add(sum, text, sum));
            }
            device.synchronize();
        }
        device.execute(new L2Normalize(sum, sum));
        return sum;
    }

    @Override
    public Classifier restore(SavedClassifier saved, Device device, Scope scope) {
        Tensor text = Embeddings.load(device, scope, saved.tensor(TEXT, saved.classes(), saved.embeddingDim()));
        return new CosineClassifier(device, text, saved.logitScale(), Map.of(TEXT, text));
    }

    /**
     * Cosines with the rows of a matrix that is not normalised.
     *
     * @param base [K, E], on the device
     * @param others tensors of the checkpoint beside it
     */
    static Classifier cosines(Device device, Scope scope, Tensor base, double logitScale, Map<String, Tensor> others) {
        Tensor text = scope.allocate(base.dtype(), base.shape());
        device.execute(new L2Normalize(base, text));
        Map<String, Tensor> tensors = new LinkedHashMap<>(others);
        tensors.put(TaskRes.BASE, base);
        return new CosineClassifier(device, text, logitScale, tensors);
    }

    /** Cosines with rows of a normalised matrix [K, E]. */
    private record CosineClassifier(Device device, Tensor text, double logitScale, Map<String, Tensor> tensors)
            implements Classifier {
        @Override
        public int classCount() {
            return text.dim(0);
        }

        @Override
        public void classify(Tensor embeddings, Tensor logits) {
            try (Scope scope = device.openScope()) {
                Tensor normalised = scope.allocate(embeddings.dtype(), embeddings.shape());
                device.execute(new L2Normalize(embeddings, normalised));
                device.execute(new Gemm(logitScale, normalised, text.transpose(0, 1), 0, logits));
                device.synchronize();
            }
        }
    }
}

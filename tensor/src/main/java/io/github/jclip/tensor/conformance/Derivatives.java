// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.ActivateBackward;
import io.github.jclip.tensor.op.AdadeltaUpdate;
import io.github.jclip.tensor.op.AdamUpdate;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.AddBackward;
import io.github.jclip.tensor.op.AddScaled;
import io.github.jclip.tensor.op.ArgMax;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.AttentionBackward;
import io.github.jclip.tensor.op.AveragePool;
import io.github.jclip.tensor.op.AveragePoolBackward;
import io.github.jclip.tensor.op.BatchNorm;
import io.github.jclip.tensor.op.BatchNormBackward;
import io.github.jclip.tensor.op.Cast;
import io.github.jclip.tensor.op.Clamp;
import io.github.jclip.tensor.op.ClipByNorm;
import io.github.jclip.tensor.op.ContrastiveLoss;
import io.github.jclip.tensor.op.ContrastiveLossBackward;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.ConvolutionBackward;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.EmbeddingLookup;
import io.github.jclip.tensor.op.EmbeddingLookupBackward;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Fill;
import io.github.jclip.tensor.op.GatherTokens;
import io.github.jclip.tensor.op.GatherTokensBackward;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.op.L2NormalizeBackward;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.LayerNormBackward;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.LinearBackward;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.op.RAdamUpdate;
import io.github.jclip.tensor.op.ResizeCropNormalize;
import io.github.jclip.tensor.op.RmsPropUpdate;
import io.github.jclip.tensor.op.ScaleByExponential;
import io.github.jclip.tensor.op.ScaleByExponentialBackward;
import io.github.jclip.tensor.op.SgdUpdate;
import io.github.jclip.tensor.op.Softmax;
import io.github.jclip.tensor.op.SquaredNorm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Finds the forward op of each backward op; what that needs and the backward op does not know, such as the weights whose
 * gradient is linear in them, is zero. Ops whose gradients are forward ops again are checked by their {@code backward}
 * methods.
 */
final class Derivatives {
    private final Scope scope;
    private final SplittableRandom random = new SplittableRandom(5);

    Derivatives(Scope scope) {
        this.scope = scope;
    }

    /** The derivative that an op computes or has, or empty. */
    Optional<Derivative> of(Op op) {
        return Optional.ofNullable(
                switch (op) {
                    case ActivateBackward it -> of(it);
                    case AddBackward it -> of(it);
                    case AttentionBackward it -> of(it);
                    case AveragePoolBackward it -> of(it);
                    case BatchNormBackward it -> of(it);
                    case ContrastiveLossBackward it -> of(it);
                    case Convolution it -> of(it);
                    case ConvolutionBackward it -> of(it);
                    case CrossEntropyBackward it -> of(it);
                    case EmbeddingLookupBackward it -> of(it);
                    case GatherTokensBackward it -> of(it);
                    case Gemm it -> of(it);
                    case L2NormalizeBackward it -> of(it);
                    case LayerNormBackward it -> of(it);
                    case Linear it -> of(it);
                    case LinearBackward it -> of(it);
                    case ScaleByExponentialBackward it -> of(it);
                    case Activate _,
                            AdadeltaUpdate _,
                            AdamUpdate _,
                            Add _,
                            AddScaled _,
                            ArgMax _,
                            Attention _,
                            AveragePool _,
                            BatchNorm _,
                            Cast _,
                            Clamp _,
                            ClipByNorm _,
                            ContrastiveLoss _,
                            CrossEntropy _,
                            EmbeddingLookup _,
                            Fill _,
                            GatherTokens _,
                            L2Normalize _,
                            LayerNorm _,
                            RAdamUpdate _,
                            ResizeCropNormalize _,
                            RmsPropUpdate _,
                            ScaleByExponential _,
                            SgdUpdate _,
                            Softmax _,
                            SquaredNorm _ -> null;
                });
    }

    private Derivative of(ActivateBackward op) {
        Tensor y = zeros(op.x().shape());
        return new Derivative(
                new Activate(op.x(), op.activation(), y), y, op.dy(), List.of(op), List.of(fresh(op.x(), op.dx())));
    }

    private Derivative of(AddBackward op) {
        Shape shape = op.dy().shape();
        Tensor b = zeros(op.db().shape());
        Tensor y = zeros(shape);
        return new Derivative(
                new Add(zeros(shape), b.expand(shape.toArray()), y),
                y,
                op.dy(),
                List.of(op),
                List.of(added(b, op.db())));
    }

    private Derivative of(AttentionBackward op) {
        Tensor y = zeros(op.q().shape());
        return new Derivative(
                new Attention(op.q(), op.k(), op.v(), op.heads(), op.causal(), y),
                y,
                op.dy(),
                List.of(op),
                List.of(fresh(op.q(), op.dq()), fresh(op.k(), op.dk()), fresh(op.v(), op.dv())));
    }

    private Derivative of(AveragePoolBackward op) {
        Tensor x = zeros(op.dx().shape());
        Tensor y = zeros(op.dy().shape());
        return new Derivative(new AveragePool(x, op.kernel(), y), y, op.dy(), List.of(op), List.of(fresh(x, op.dx())));
    }

    /** The forward op writes the statistics that the backward op reads. */
    private Derivative of(BatchNormBackward op) {
        Shape channels = op.weight().shape();
        Tensor bias = zeros(channels);
        Tensor runningMean = zeros(channels);
        Tensor runningVariance = zeros(channels);
        runningVariance.fill(1.5);
        Tensor y = zeros(op.x().shape());
        List<Derivative.Input> inputs = new ArrayList<>();
        inputs.add(fresh(op.x(), op.dx()));
        if (op.dweight() != null) {
            inputs.add(added(op.weight(), op.dweight()));
            inputs.add(added(bias, op.dbias()));
        }
        BatchNorm forward = new BatchNorm(
                op.x(),
                op.weight(),
                bias,
                runningMean,
                runningVariance,
                1e-5,
                0.1,
                op.training(),
                op.mean(),
                op.inverse(),
                y);
        return new Derivative(forward, y, op.dy(), List.of(op), inputs);
    }

    private Derivative of(ContrastiveLossBackward op) {
        Tensor losses = zeros(Shape.of(2));
        Tensor dlosses = zeros(Shape.of(2));
        dlosses.fill(op.scale() / 2);
        return new Derivative(
                new ContrastiveLoss(op.logits(), losses),
                losses,
                dlosses,
                List.of(op),
                List.of(fresh(op.logits(), op.dlogits())));
    }

    /** That of the input alone, without what follows the product. */
    private Derivative of(Convolution op) {
        if (op.stride() != 1 || op.padding() >= op.kernel()) {
            return null;
        }
        Tensor weight = op.w().source();
        Tensor flipped = zeros(Shape.of(op.x().dim(3), op.kernel() * op.kernel() * weight.dim(0)));
        Convolution.flip(weight, op.kernel(), flipped).forEach(Cast::reference);
        Tensor y = zeros(op.y().shape());
        Tensor dy = normal(op.y().shape());
        Tensor dx = zeros(op.x().shape());
        return new Derivative(
                new Convolution(op.x(), op.w(), op.kernel(), 1, op.padding(), Epilogue.NONE, y),
                y,
                dy,
                List.of(Convolution.backward(dy, packed(flipped), op.kernel(), op.padding(), dx)),
                List.of(fresh(op.x(), dx)));
    }

    private Derivative of(ConvolutionBackward op) {
        Tensor weight = zeros(op.dweight().shape());
        Tensor y = zeros(op.dy().shape());
        return new Derivative(
                new Convolution(op.x(), packed(weight), op.kernel(), op.stride(), op.padding(), Epilogue.NONE, y),
                y,
                op.dy(),
                List.of(op),
                List.of(added(weight, op.dweight())));
    }

    private Derivative of(CrossEntropyBackward op) {
        Tensor losses = zeros(Shape.of(op.logits().dim(0)));
        Tensor dlosses = zeros(losses.shape());
        dlosses.fill(op.scale());
        return new Derivative(
                new CrossEntropy(op.logits(), op.labels(), losses),
                losses,
                dlosses,
                List.of(op),
                List.of(fresh(op.logits(), op.dlogits())));
    }

    private Derivative of(EmbeddingLookupBackward op) {
        int width = op.dy().dim(2);
        Tensor table = zeros(
                op.dtable() == null
                        ? Shape.of(largestId(op.ids()) + 1, width)
                        : op.dtable().shape());
        Tensor positions = zeros(Shape.of(op.ids().dim(1), width));
        List<Derivative.Input> inputs = new ArrayList<>();
        if (op.dtable() != null) {
            inputs.add(added(table, op.dtable()));
        }
        if (op.dpositions() != null) {
            inputs.add(added(positions, op.dpositions()));
        }
        Tensor y = zeros(op.dy().shape());
        return new Derivative(new EmbeddingLookup(op.ids(), table, positions, y), y, op.dy(), List.of(op), inputs);
    }

    private static int largestId(Tensor ids) {
        return Math.toIntExact(Arrays.stream(ids.toLongArray()).max().orElse(0));
    }

    private Derivative of(GatherTokensBackward op) {
        Tensor x = zeros(op.dx().shape());
        Tensor y = zeros(op.dy().shape());
        return new Derivative(new GatherTokens(x, op.index(), y), y, op.dy(), List.of(op), List.of(fresh(x, op.dx())));
    }

    private Derivative of(Gemm op) {
        Tensor c = zeros(op.c().shape());
        Tensor dc = normal(op.c().shape());
        Tensor da = normal(op.a().shape());
        Tensor db = normal(op.b().shape());
        Gemm forward = new Gemm(op.alpha(), op.a(), op.b(), 0, c);
        return new Derivative(
                forward,
                c,
                dc,
                List.of(forward.backwardA(dc, da), forward.backwardB(dc, db)),
                List.of(added(op.a(), da), added(op.b(), db)));
    }

    private Derivative of(L2NormalizeBackward op) {
        Tensor u = zeros(op.x().shape());
        return new Derivative(new L2Normalize(op.x(), u), u, op.du(), List.of(op), List.of(fresh(op.x(), op.dx())));
    }

    private Derivative of(LayerNormBackward op) {
        Tensor bias = zeros(op.weight().shape());
        Tensor y = zeros(op.x().shape());
        List<Derivative.Input> inputs = new ArrayList<>();
        inputs.add(new Derivative.Input(op.x(), op.dx(), op.residual()));
        if (op.dweight() != null) {
            inputs.add(added(op.weight(), op.dweight()));
            inputs.add(added(bias, op.dbias()));
        }
        return new Derivative(
                new LayerNorm(op.x(), op.weight(), bias, op.epsilon(), y), y, op.dy(), List.of(op), inputs);
    }

    /** That of the input alone, of a layer without what follows the product. */
    private Derivative of(Linear op) {
        if (!op.epilogue().equals(Epilogue.NONE)) {
            return null;
        }
        Tensor y = zeros(op.y().shape());
        Tensor dy = normal(op.y().shape());
        Tensor dx = zeros(op.x().shape());
        return new Derivative(
                new Linear(op.x(), op.w(), Epilogue.NONE, y),
                y,
                dy,
                List.of(Linear.backward(dy, packed(op.w().source().transpose(0, 1)), dx)),
                List.of(fresh(op.x(), dx)));
    }

    private Derivative of(LinearBackward op) {
        Tensor weight = zeros(Shape.of(op.dy().dim(-1), op.x().dim(-1)));
        Tensor bias = zeros(Shape.of(op.dy().dim(-1)));
        Tensor y = zeros(op.dy().shape());
        List<Derivative.Input> inputs = new ArrayList<>();
        if (op.dweight() != null) {
            inputs.add(added(weight, op.dweight()));
        }
        if (op.dbias() != null) {
            inputs.add(added(bias, op.dbias()));
        }
        return new Derivative(
                new Linear(op.x(), packed(weight), Epilogue.bias(bias), y), y, op.dy(), List.of(op), inputs);
    }

    /** The forward input follows from the forward output. */
    private Derivative of(ScaleByExponentialBackward op) {
        Tensor x = zeros(op.y().shape());
        double scale = Math.exp(op.logScale().get(0));
        for (long i = 0; i < x.elementCount(); i++) {
            x.setFlat(i, op.y().getFlat(i) / scale);
        }
        List<Derivative.Input> inputs = new ArrayList<>();
        inputs.add(fresh(x, op.dx()));
        if (op.dlogScale() != null) {
            inputs.add(added(op.logScale(), op.dlogScale()));
        }
        return new Derivative(new ScaleByExponential(x, op.logScale(), op.y()), op.y(), op.dy(), List.of(op), inputs);
    }

    private static Derivative.Input fresh(Tensor x, Tensor dx) {
        return new Derivative.Input(x, dx, null);
    }

    /** An input whose gradient is added to what is there. */
    private Derivative.Input added(Tensor x, Tensor dx) {
        return new Derivative.Input(x, dx, dx.copyTo(scope, DType.F64));
    }

    private Tensor zeros(Shape shape) {
        return scope.allocate(DType.F64, shape);
    }

    private Tensor normal(Shape shape) {
        Tensor tensor = zeros(shape);
        for (long i = 0; i < tensor.elementCount(); i++) {
            tensor.setFlat(i, random.nextGaussian());
        }
        return tensor;
    }

    private PackedMatrix packed(Tensor weight) {
        try (Device reference = new ReferenceDevice()) {
            return reference.pack(weight, scope);
        }
    }
}

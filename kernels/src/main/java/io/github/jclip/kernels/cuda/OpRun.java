// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
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
import io.github.jclip.tensor.op.ParameterUpdate;
import io.github.jclip.tensor.op.RAdamUpdate;
import io.github.jclip.tensor.op.ResizeCropNormalize;
import io.github.jclip.tensor.op.RmsPropUpdate;
import io.github.jclip.tensor.op.ScaleByExponential;
import io.github.jclip.tensor.op.ScaleByExponentialBackward;
import io.github.jclip.tensor.op.SgdUpdate;
import io.github.jclip.tensor.op.Softmax;
import io.github.jclip.tensor.op.SquaredNorm;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * How the CUDA device executes an op, or why it does not.
 *
 * @param reason why not, or empty
 * @param run the execution
 */
record OpRun(Optional<String> reason, Consumer<Launcher> run) {

    /** Decides by the type of an op and of its operands. */
    static OpRun of(Op op) {
        return switch (op) {
            case Activate it -> computing(op, launcher -> ActivateCuda.run(it, launcher), it.x(), it.y());
            case ActivateBackward it ->
                computing(op, launcher -> ActivateBackwardCuda.run(it, launcher), it.x(), it.dy(), it.dx());
            case AdadeltaUpdate it -> computing(op, launcher -> AdadeltaUpdateCuda.run(it, launcher), tensors(it));
            case AdamUpdate it -> computing(op, launcher -> AdamUpdateCuda.run(it, launcher), tensors(it));
            case Add it ->
                computing(op, launcher -> AddCuda.run(it, launcher), it.a(), it.b(), it.y())
                        .unless(StridedWalk.of(it.a(), it.b(), it.y()).isEmpty(), tooManyDimensions(op));
            case Cast it ->
                new OpRun(Optional.empty(), launcher -> CastCuda.run(it, launcher))
                        .unless(StridedWalk.of(it.x(), it.y()).isEmpty(), tooManyDimensions(op));
            case AddBackward it -> computing(op, launcher -> AddBackwardCuda.run(it, launcher), it.dy(), it.db());
            case AddScaled it -> computing(op, launcher -> AddScaledCuda.run(it, launcher), it.a(), it.b(), it.y());
            case ArgMax it -> computing(op, launcher -> ArgMaxCuda.run(it, launcher), it.x());
            case Attention it ->
                computing(op, launcher -> AttentionCuda.run(it, launcher), it.q(), it.k(), it.v(), it.y())
                        .unless(it.headDim() > HeadTiles.MOST_WIDTH, widerHead(it.headDim()))
                        .unless(!HeadTiles.fits(it.q(), it.heads()), tooManyHeads(op));
            case AttentionBackward it ->
                computing(op, launcher -> AttentionBackwardCuda.run(it, launcher), tensors(it))
                        .unless(it.headDim() > HeadTiles.MOST_WIDTH, widerHead(it.headDim()))
                        .unless(!HeadTiles.fits(it.q(), it.heads()), tooManyHeads(op))
                        .unless(!HeadTiles.fits(it.k(), it.heads()), tooManyHeads(op));
            case AveragePool it -> computing(op, launcher -> AveragePoolCuda.run(it, launcher), it.x(), it.y());
            case AveragePoolBackward it ->
                computing(op, launcher -> AveragePoolBackwardCuda.run(it, launcher), it.dy(), it.dx());
            case BatchNorm it -> computing(op, launcher -> BatchNormCuda.run(it, launcher), tensors(it));
            case BatchNormBackward it ->
                computing(op, launcher -> BatchNormBackwardCuda.run(it, launcher), tensors(it));
            case Clamp it -> computing(op, launcher -> ClampCuda.run(it, launcher), it.x(), it.y());
            case ClipByNorm it ->
                computing(op, launcher -> ClipByNormCuda.run(it, launcher), it.gradient())
                        .unless(it.squaredNorm().dtype() != DType.F32, "the CUDA device takes norms in F32");
            case ContrastiveLoss it ->
                computing(op, launcher -> ContrastiveLossCuda.run(it, launcher), it.logits(), it.losses());
            case ContrastiveLossBackward it ->
                computing(op, launcher -> ContrastiveLossBackwardCuda.run(it, launcher), it.logits(), it.dlogits());
            case Convolution it ->
                computing(
                        op,
                        launcher -> ConvolutionCuda.run(it, launcher),
                        withWeights(it.x(), it.w(), it.epilogue(), it.y()));
            case ConvolutionBackward it ->
                computing(op, launcher -> ConvolutionBackwardCuda.run(it, launcher), it.x(), it.dy(), it.dweight());
            case CrossEntropy it ->
                computing(op, launcher -> CrossEntropyCuda.run(it, launcher), it.logits(), it.losses());
            case CrossEntropyBackward it ->
                computing(op, launcher -> CrossEntropyBackwardCuda.run(it, launcher), it.logits(), it.dlogits());
            case EmbeddingLookup it ->
                computing(op, launcher -> EmbeddingLookupCuda.run(it, launcher), it.positions(), it.y())
                        .unless(!ElementType.isComputed(it.table().dtype()), "the CUDA device has no F64 embeddings");
            case EmbeddingLookupBackward it ->
                computing(op, launcher -> EmbeddingLookupBackwardCuda.run(it, launcher), gradients(it));
            case Fill it ->
                computing(op, launcher -> FillCuda.run(it, launcher), it.y())
                        .unless(StridedWalk.of(it.y()).isEmpty(), tooManyDimensions(op));
            case GatherTokens it -> computing(op, launcher -> GatherTokensCuda.run(it, launcher), it.x(), it.y());
            case GatherTokensBackward it ->
                computing(op, launcher -> GatherTokensBackwardCuda.run(it, launcher), it.dy(), it.dx());
            case Gemm it -> computing(op, launcher -> GemmCuda.run(it, launcher), it.a(), it.b(), it.c());
            case L2Normalize it -> computing(op, launcher -> L2NormalizeCuda.run(it, launcher), it.x(), it.y());
            case L2NormalizeBackward it ->
                computing(op, launcher -> L2NormalizeBackwardCuda.run(it, launcher), it.x(), it.du(), it.dx());
            case LayerNorm it ->
                computing(op, launcher -> LayerNormCuda.run(it, launcher), it.x(), it.weight(), it.bias(), it.y());
            case LayerNormBackward it ->
                computing(op, launcher -> LayerNormBackwardCuda.run(it, launcher), tensors(it))
                        .unless(
                                it.dweight() != null && it.x().dim(-1) > LayerNormBackwardCuda.WIDEST_TRAINED,
                                "the CUDA device trains norms of up to %d columns"
                                        .formatted(LayerNormBackwardCuda.WIDEST_TRAINED));
            case Linear it ->
                computing(
                        op,
                        launcher -> LinearCuda.run(it, launcher),
                        withWeights(it.x(), it.w(), it.epilogue(), it.y()));
            case LinearBackward it -> computing(op, launcher -> LinearBackwardCuda.run(it, launcher), tensors(it));
            case RAdamUpdate it -> computing(op, launcher -> RAdamUpdateCuda.run(it, launcher), tensors(it));
            case ResizeCropNormalize it ->
                computing(op, launcher -> ResizeCropNormalizeCuda.run(it, launcher), it.y())
                        .unless(it.levels().dtype() != DType.F32, "the CUDA device takes levels in F32");
            case RmsPropUpdate it -> computing(op, launcher -> RmsPropUpdateCuda.run(it, launcher), tensors(it));
            case ScaleByExponential it ->
                computing(op, launcher -> ScaleByExponentialCuda.run(it, launcher), tensors(it));
            case ScaleByExponentialBackward it ->
                computing(op, launcher -> ScaleByExponentialBackwardCuda.run(it, launcher), tensors(it));
            case SgdUpdate it -> computing(op, launcher -> SgdUpdateCuda.run(it, launcher), tensors(it));
            case Softmax it -> computing(op, launcher -> SoftmaxCuda.run(it, launcher), it.x(), it.y());
            case SquaredNorm it ->
                computing(op, launcher -> SquaredNormCuda.run(it, launcher), it.x())
                        .unless(it.sum().dtype() != DType.F32, "the CUDA device sums squares in F32");
        };
    }

    /** Everything that an op computes with. */
    private static Tensor[] tensors(Op op) {
        return Stream.concat(op.inputs().stream(), op.outputs().stream())
                .filter(tensor -> !ParameterUpdate.isRates(tensor, op))
                .toArray(Tensor[]::new);
    }

    private static Tensor[] gradients(EmbeddingLookupBackward op) {
        return Stream.of(op.dy(), op.dtable(), op.dpositions())
                .filter(Objects::nonNull)
                .toArray(Tensor[]::new);
    }

    private static Tensor[] withWeights(Tensor x, PackedMatrix w, Epilogue epilogue, Tensor y) {
        Tensor elements = DenseMatrix.of(w).elements();
        return Stream.of(x, elements, epilogue.bias(), epilogue.residual(), y)
                .filter(Objects::nonNull)
                .toArray(Tensor[]::new);
    }

    /** An execution whose operands all have the same type, one that kernels compute with. */
    private static OpRun computing(Op op, Consumer<Launcher> run, Tensor... operands) {
        DType dtype = operands[0].dtype();
        for (Tensor operand : operands) {
            if (operand.dtype() != dtype || !ElementType.isComputed(dtype)) {
                return refused("the CUDA device computes in F32, F16 or BF16 throughout, %s was given %s"
                        .formatted(op.name(), List.of(operands)));
            }
        }
        return new OpRun(Optional.empty(), run);
    }

    private OpRun unless(boolean refuse, String why) {
        return refuse && reason.isEmpty() ? refused(why) : this;
    }

    private static String tooManyDimensions(Op op) {
        return "the CUDA device walks through four dimensions, %s was given more".formatted(op.name());
    }

    private static String widerHead(int width) {
        return "the CUDA device attends with heads of up to %d, not of %d".formatted(HeadTiles.MOST_WIDTH, width);
    }

    private static String tooManyHeads(Op op) {
        return "%s was given more sequences and heads than the CUDA device has blocks".formatted(op.name());
    }

    private static OpRun refused(String reason) {
        return new OpRun(Optional.of(reason), _ -> {
            throw new UnsupportedOperationException(reason);
        });
    }
}

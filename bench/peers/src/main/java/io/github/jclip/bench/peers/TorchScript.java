// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.peers;

import io.github.jclip.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A TorchScript program under construction: straight-line code over constant operands, which the program gets once as a
 * list. Its {@code forward} takes nothing and returns one tensor, so that a call passes nothing between the languages.
 * The functions are PyTorch's own ({@code aten}), the same that eager code calls.
 */
final class TorchScript {
    /** The class of the module, as the archive's pickle names it. */
    static final String CLASS = "Program";

    /** The module's method that takes the operands. */
    static final String BIND = "bind";

    private final List<Tensor> operands = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private int values;

    /** An operand, F32 or I64 in host memory, which must outlive the program. */
    String operand(Tensor tensor) {
        operands.add(tensor);
        return "w[%d]".formatted(operands.size() - 1);
    }

    /** Adds a statement {@code value = expression} and returns the value's name. */
    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
    String let(String expression, Object... arguments) {
        String value = "v" + values++;
        body.append("    %s = %s\n".formatted(value, expression.formatted(arguments)));
        return value;
    }

    List<Tensor> operands() {
        return operands;
    }

    /** The module's source, in the form in which PyTorch stores it. */
    String source(String result) {
        return """
                class %s(Module):
                  __parameters__ = []
                  __buffers__ = []
                  training : bool
                  operands : List[Tensor]
                  def forward(self: __torch__.%s) -> Tensor:
                    w = self.operands
                %s    return %s
                  def %s(self: __torch__.%s, operands: List[Tensor]) -> int:
                    self.operands = operands
                    return torch.len(operands)
                """.formatted(CLASS, CLASS, body, result, BIND, CLASS);
    }
}

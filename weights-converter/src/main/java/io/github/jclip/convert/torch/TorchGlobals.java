// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.torch;

import io.github.jclip.convert.pickle.PickleValue.Global;
import java.util.Set;

/** The functions and classes that a checkpoint may name. None is ever called: the list tells data from programs. */
final class TorchGlobals {
    static final String REBUILD_TENSOR = "torch._utils._rebuild_tensor";
    static final String REBUILD_TENSOR_V2 = "torch._utils._rebuild_tensor_v2";
    static final String REBUILD_TENSOR_V3 = "torch._utils._rebuild_tensor_v3";
    static final String REBUILD_PARAMETER = "torch._utils._rebuild_parameter";
    static final String REBUILD_PARAMETER_WITH_STATE = "torch._utils._rebuild_parameter_with_state";

    private static final Set<String> TENSORS = Set.of(
            REBUILD_TENSOR,
            REBUILD_TENSOR_V2,
            REBUILD_TENSOR_V3,
            REBUILD_PARAMETER,
            REBUILD_PARAMETER_WITH_STATE,
            "torch.Size",
            "torch.device");

    private static final Set<String> PLAIN_DATA =
            Set.of("collections.OrderedDict", "collections.defaultdict", "collections.Counter", "_codecs.encode");

    /** Python's value types, under the name of their module in Python 3 and in Python 2. */
    private static final Set<String> BUILTINS =
            Set.of("set", "frozenset", "list", "dict", "tuple", "bytearray", "int", "float", "complex");

    private static final Set<String> NUMPY = Set.of("multiarray.scalar", "multiarray._reconstruct");

    private TorchGlobals() {}

    /**
     * What {@code torch.save} needs for tensors in dictionaries and lists, and for a trainer's schedule and optimiser.
     */
    static boolean inCheckpoint(Global global) {
        String name = global.qualifiedName();
        return TENSORS.contains(name)
                || PLAIN_DATA.contains(name)
                || ElementType.ofStorage(global).isPresent()
                || ElementType.ofDType(global).isPresent()
                || isBuiltin(global)
                || isNumpy(global)
                || isOptimiser(global);
    }

    /** What {@code torch.jit.save} needs besides: the classes of the compiled modules. */
    static boolean inTorchScript(Global global) {
        return inCheckpoint(global) || isModule(global) || global.module().equals("torch.jit._pickle");
    }

    /** Whether a global is a class of a compiled module. */
    static boolean isModule(Global global) {
        return global.module().equals("__torch__") || global.module().startsWith("__torch__.");
    }

    private static boolean isBuiltin(Global global) {
        boolean builtin = global.module().equals("builtins") || global.module().equals("__builtin__");
        return builtin && BUILTINS.contains(global.name());
    }

    private static boolean isNumpy(Global global) {
        return switch (global.module()) {
            case "numpy" -> global.name().equals("dtype") || global.name().equals("ndarray");
            case "numpy.core.multiarray", "numpy._core.multiarray" -> NUMPY.contains("multiarray." + global.name());
            default -> false;
        };
    }

    /** A scheduler that holds another one is pickled with it and the optimiser: Dassl's warm-up schedulers do. */
    private static boolean isOptimiser(Global global) {
        return global.module().startsWith("torch.optim.");
    }
}

// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.jclip.bench.SeededOperands;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Op;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LabCasesTest {

    @Test
    void everyOpIsMeasured() {
        try (Device device = new CpuDevice(1);
                Scope scope = device.openScope()) {
            Set<Class<?>> measured = LabCases.all(LabSizes.tiny()).stream()
                    .map(it -> it.maker()
                            .make(new SeededOperands(device, scope, DType.F32), device)
                            .op()
                            .getClass())
                    .collect(Collectors.toSet());
            assertEquals(Set.copyOf(Arrays.asList(Op.class.getPermittedSubclasses())), measured);
        }
    }

    @Test
    void outputsAreComparedForTheSameCasesThatAreTimed() {
        assertEquals(names(LabSizes.clip(1)), names(LabSizes.clip(64)));
        assertEquals(names(LabSizes.clip(1)), names(LabSizes.tiny()));
    }

    private static List<String> names(LabSizes sizes) {
        return LabCases.all(sizes).stream().map(LabCase::name).toList();
    }
}

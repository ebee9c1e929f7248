// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DevicesTest {

    @Test
    void opensTheCpuInF32() {
        try (Device device = Devices.open("cpu:1")) {
            assertEquals(DType.F32, device.computeType());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "F32")
    void theCpuRefusesOtherPrecisions(Precision precision) {
        String refusal = assertThrows(BadInputException.class, () -> Devices.open("cpu", precision))
                .getMessage();
        String option = precision.option();
        assertEquals(
                "device 'cpu': computes in f32, not in %s; write f32, or take a GPU for %s".formatted(option, option),
                refusal);
    }

    @Test
    void unknownDevicesAreRefused() {
        String refusal = assertThrows(BadInputException.class, () -> Devices.open("abacus"))
                .getMessage();
        assertEquals("unknown device 'abacus'; this jclip knows cpu", refusal);
    }
}

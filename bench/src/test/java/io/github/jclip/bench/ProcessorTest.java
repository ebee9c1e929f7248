// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is read from the machine about its processor. */
class ProcessorTest {
    @Test
    void readsTheFirstProcessor() {
        Map<String, String> fields = Processor.parse("""
                processor\t: 0
                model name\t: Some CPU @ 3.00GHz
                flags\t\t: fpu avx2 fma sse4_2 hypervisor

                processor\t: 1
                model name\t: Another CPU
                """);
        Processor processor = Processor.of(fields, null);
        assertEquals("Some CPU @ 3.00GHz", processor.model());
        assertEquals(List.of("avx2", "fma", "sse4_2"), processor.extensions());
        assertTrue(processor.vectorBits() >= 64);
    }

    @Test
    void namesAForcedWidth() {
        Processor processor = Processor.of(Map.of(), "0");
        assertEquals(0, processor.vectorBits());
        assertTrue(processor.vectorChoice().startsWith("forced by -Djclip.vectorBits"), processor.vectorChoice());
    }
}

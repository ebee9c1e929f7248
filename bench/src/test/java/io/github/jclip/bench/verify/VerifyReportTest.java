// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.bench.lab.KernelsPage;
import io.github.jclip.tensor.BadInputException;
import java.io.StringReader;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** Reports of made-up numbers. */
class VerifyReportTest {
    private static final VerifyReport REPORT = VerifyFile.read(sample());

    private static Path sample() {
        try {
            return Path.of(
                    VerifyReportTest.class.getResource("made-up-report.json").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theJsonIsReadAsItWasWritten(@TempDir Path folder) throws Exception {
        Path copy = Files.writeString(folder.resolve("report.json"), VerifyFile.toJson(REPORT));
        assertEquals(REPORT, VerifyFile.read(copy));
    }

    @Test
    void otherFilesAreRefused(@TempDir Path folder) throws Exception {
        Path other = Files.writeString(folder.resolve("other.json"), "[]");
        assertThrows(BadInputException.class, () -> VerifyFile.read(other));
    }

    @Test
    void everyFailureCounts() {
        // Two cases, a race, a tower, an op, a part that ended early.
        assertEquals(6, REPORT.failed());
    }

    @Test
    void theMarkdownSaysWhatFailedAndWhatWasSkipped() {
        List<String> lines = VerifyMarkdown.lines(REPORT);
        String text = String.join("\n", lines);
        assertEquals("# jclip gpu-verify: failed", lines.getFirst());
        for (String expected : List.of(
                "- **taskres ended early**: java.lang.IllegalStateException: lost the device",
                "- TF32: skipped, device 'cuda:0': has no TF32",
                "| racecheck | **failed** | 168 | 1 | 2 |",
                "- racecheck: Error: Race reported between Write access",
                "- **failed** LayerNorm 5×33 F16 strided: worst at [4, 32]",
                "- skipped (F16 2): the device has no Softmax in F16",
                "| RN50 | image | F16 | **failed** | 3 | 170 % | visual.block3 |",
                "| F32 | passed | 2 | 25 % |",
                "1.40× product, then bias and the rest one by one",
                "| ViT-B/32 | image | F16 | 256 | 40.0 ms | 6400 |",
                "| ViT-B/32 | F16 | compile | 256 | 36.0 ms | 40.0 ms | 0.90× |",
                "| RN50 | F16 | compile: RuntimeError: made up |",
                "- ViT-B/32 in F16: cublasLt: 99 % of all multiplications by algorithms that were measured",
                "| TaskRes | step, 1000 classes of 512 | F32 | 256 | 64.0 µs |",
                "| TaskRes | F32 | eager | 256 | 160 µs | 64.0 µs | 2.50× |")) {
            assertTrue(text.contains(expected), expected + "\n" + text);
        }
        assertFalse(text.contains("null"), text);
    }

    @Test
    void tablesAreWhole() {
        int columns = 0;
        for (String line : VerifyMarkdown.lines(REPORT)) {
            int bars = (int) line.chars().filter(c -> c == '|').count();
            if (bars == 0) {
                columns = 0;
            } else {
                assertEquals(columns == 0 ? bars : columns, bars, line);
                columns = bars;
            }
        }
    }

    @Test
    void thePageOfOpsIsWholeAndNeedsNothingElse() throws Exception {
        String page = KernelsPage.of(REPORT.kernels().getFirst());
        assertFalse(page.contains("http:") && !page.contains("http://www.w3.org"), page);
        assertTrue(page.contains("failed, error 3.1 times what is allowed"), page);
        assertTrue(page.contains("product 4096×4096×4096"), page);
        String svg = page.substring(page.indexOf("<svg"), page.indexOf("</svg>") + "</svg>".length());
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    @Test
    void anEmulatedReportClaimsNoTimes() {
        VerifyReport emulated = new VerifyReport(
                REPORT.schema(),
                REPORT.date(),
                true,
                1,
                true,
                true,
                REPORT.device(),
                REPORT.driver(),
                REPORT.machine(),
                REPORT.precisions(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        String text = String.join("\n", VerifyMarkdown.lines(emulated));
        assertTrue(text.startsWith("# jclip gpu-verify: passed"), text);
        assertTrue(text.contains("this says nothing about speed"), text);
        assertTrue(text.contains("- device: cuda:0 (cuda-emulated)"), text);
        assertTrue(text.contains("- compute-sanitizer: not run"), text);
    }
}

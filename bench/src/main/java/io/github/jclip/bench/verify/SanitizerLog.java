// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Compute Sanitizer writes, as its manual shows it: lines that begin with nine equals signs; a finding is a line and
 * the indented ones behind it, and at the end of each process stands a summary.
 *
 * @param complete whether there is a summary
 * @param findings the first ones, a line each
 */
record SanitizerLog(boolean complete, long errors, long warnings, List<String> findings) {
    private static final int MOST_FINDINGS = 10;

    /** Of a finding: what, where and which thread; behind that comes the host's stack. */
    private static final int LINES_OF_FINDING = 3;

    private static final Pattern LINE = Pattern.compile("={9} ?(.*)");
    private static final Pattern ERRORS = Pattern.compile("ERROR SUMMARY: (\\d+) errors?");
    private static final Pattern HAZARDS =
            Pattern.compile("RACECHECK SUMMARY: \\d+ hazards? displayed \\((\\d+) errors?, (\\d+) warnings?\\)");
    private static final Pattern NO_FINDING = Pattern.compile("COMPUTE-SANITIZER|.* SUMMARY: .*|");

    static SanitizerLog of(List<String> lines) {
        boolean complete = false;
        long errors = 0;
        long warnings = 0;
        List<String> findings = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String text = text(lines.get(i));
            Matcher counted = ERRORS.matcher(text);
            Matcher raced = HAZARDS.matcher(text);
            if (counted.matches()) {
                complete = true;
                errors += Long.parseLong(counted.group(1));
            } else if (raced.matches()) {
                complete = true;
                errors += Long.parseLong(raced.group(1));
                warnings += Long.parseLong(raced.group(2));
            } else if (isFinding(text) && findings.size() < MOST_FINDINGS) {
                findings.add(finding(lines.subList(i, lines.size())));
            }
        }
        return new SanitizerLog(complete, errors, warnings, List.copyOf(findings));
    }

    /** What is behind the equals signs, or nothing where the program itself has written. */
    private static String text(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches() ? matcher.group(1).stripTrailing() : "";
    }

    private static boolean isFinding(String text) {
        return !text.startsWith(" ") && !NO_FINDING.matcher(text).matches();
    }

    private static String finding(List<String> lines) {
        StringBuilder finding = new StringBuilder(text(lines.getFirst()));
        for (int i = 1; i < Math.min(LINES_OF_FINDING, lines.size()); i++) {
            String more = text(lines.get(i));
            if (!more.startsWith(" ")) {
                break;
            }
            finding.append(' ').append(more.strip());
        }
        return finding.toString();
    }
}

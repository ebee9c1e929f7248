// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

/**
 * What a device can do at most in a precision, measured on it.
 *
 * @param copyGigabytesPerSecond bytes read and written by copying, in 10⁹ a second; 0 if nothing was timed
 * @param teraflopsPerSecond of the fastest product, in 10¹² a second; 0 if nothing was timed
 * @param product the size of that product
 */
public record DeviceCeilings(double copyGigabytesPerSecond, double teraflopsPerSecond, String product) {
    static final DeviceCeilings UNKNOWN = new DeviceCeilings(0, 0, "");

    /** The least time for so much work: the longer of moving its bytes and doing its arithmetic. */
    public double floorSeconds(double flops, double bytes) {
        return copyGigabytesPerSecond == 0
                ? 0
                : Math.max(flops / (teraflopsPerSecond * 1e12), bytes / (copyGigabytesPerSecond * 1e9));
    }

    /** Which of the two that is: {@code bytes} or {@code flops}; empty if nothing was timed. */
    public String boundBy(double flops, double bytes) {
        if (copyGigabytesPerSecond == 0) {
            return "";
        }
        return flops / (teraflopsPerSecond * 1e12) > bytes / (copyGigabytesPerSecond * 1e9) ? "flops" : "bytes";
    }
}

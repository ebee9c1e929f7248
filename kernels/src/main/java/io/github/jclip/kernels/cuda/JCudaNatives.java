// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

/** The native half of JCuda, which the jar brings for one platform. */
final class JCudaNatives {
    private static final String RESOURCE = "/lib/libJCudaDriver-12.6.0-linux-x86_64.so";

    private JCudaNatives() {}

    /** Whether it is there and made for this machine. */
    static boolean available() {
        return platform().equals("Linux amd64") && JCudaNatives.class.getResource(RESOURCE) != null;
    }

    static String platform() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }
}

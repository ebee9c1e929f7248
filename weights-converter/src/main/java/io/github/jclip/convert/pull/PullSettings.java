// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pull;

import java.net.ProxySelector;
import java.time.Duration;

/**
 * How patient a download is, and how it reaches the network.
 *
 * @param connectTimeout for a connection to come about
 * @param stallTimeout for the next bytes, or an answer, to arrive
 * @param attempts how often in a row to try without getting any further
 * @param firstWait before the second attempt; it doubles from then on
 * @param proxies which proxy to use for an address
 */
public record PullSettings(
        Duration connectTimeout, Duration stallTimeout, int attempts, Duration firstWait, ProxySelector proxies) {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /**
     * Half a minute to connect, one to wait for bytes, five attempts, and the proxies of the Java properties
     * ({@code https.proxyHost} …) or else of the environment ({@code https_proxy}, {@code http_proxy},
     * {@code no_proxy}).
     */
    public static PullSettings defaults() {
        return new PullSettings(
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                5,
                Duration.ofSeconds(1),
                new EnvironmentProxies(System.getenv(), ProxySelector.getDefault()));
    }

    /** How long to wait after so many failures in a row. */
    Duration waitAfter(int failures) {
        Duration wait = firstWait.multipliedBy(1L << Math.min(failures - 1, 16));
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    /** How long to wait if the server asks for so many seconds. */
    static Duration bounded(long seconds) {
        return Duration.ofSeconds(Math.clamp(seconds, 0, LONGEST_WAIT.toSeconds()));
    }
}

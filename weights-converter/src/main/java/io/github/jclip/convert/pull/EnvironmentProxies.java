// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pull;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxy that the Java properties name or, where they name none, the environment: {@code https_proxy},
 * {@code http_proxy} or {@code all_proxy}, and {@code no_proxy} with hosts or domains that need none, in lower or upper
 * case.
 */
final class EnvironmentProxies extends ProxySelector {
    private static final int DEFAULT_PORT = 80;

    private final Map<String, String> environment;
    private final ProxySelector properties;

    EnvironmentProxies(Map<String, String> environment, ProxySelector properties) {
        this.environment = environment;
        this.properties = properties;
    }

    @Override
    public List<Proxy> select(URI uri) {
        List<Proxy> chosen = properties == null ? List.of(Proxy.NO_PROXY) : properties.select(uri);
        if (chosen.stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT) || isExempt(uri)) {
            return chosen;
        }
        return variable(uri.getScheme().toLowerCase(Locale.ROOT) + "_proxy")
                .or(() -> variable("all_proxy"))
                .map(value -> List.of(parse(value)))
                .orElse(chosen);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException error) {
        // The request itself reports the failure.
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name))
                .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private boolean isExempt(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        for (String entry :
                variable("no_proxy").orElse("").toLowerCase(Locale.ROOT).split("[\\s,]+", -1)) {
            String domain = entry.replaceFirst(":\\d+$", "").replaceFirst("^\\*?\\.", "");
            if (entry.equals("*") || (!domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain)))) {
                return true;
            }
        }
        return false;
    }

    private static Proxy parse(String value) {
        try {
            URI uri = URI.create(value.contains("://") ? value : "http://" + value);
            if (uri.getHost() != null
                    && uri.getScheme().toLowerCase(Locale.ROOT).startsWith("http")) {
                int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
                return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port));
            }
        } catch (IllegalArgumentException e) {
            throw notAProxy(value, e);
        }
        throw notAProxy(value, null);
    }

    /** The value may hold a password, so only its end is shown. */
    private static BadInputException notAProxy(String value, IllegalArgumentException cause) {
        String host = value.substring(value.lastIndexOf('@') + 1);
        return new BadInputException(
                "the proxy " + Excerpt.quote(host)
                        + " in the environment is not http://host:port; correct the variable",
                cause);
    }
}

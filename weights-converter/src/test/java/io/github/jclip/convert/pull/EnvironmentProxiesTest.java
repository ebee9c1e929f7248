// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pull;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.jclip.tensor.BadInputException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentProxiesTest {
    private static final URI HTTPS = URI.create("https://models.example.org/m.pt");
    private static final URI HTTP = URI.create("http://models.example.org/m.pt");
    private static final ProxySelector NONE = ProxySelector.of(null);

    @Test
    void choosesByScheme() {
        Map<String, String> both = Map.of("https_proxy", "http://secure:3128", "HTTP_PROXY", "plain:8080/");
        assertEquals("secure:3128", chosen(both, HTTPS));
        assertEquals("plain:8080", chosen(both, HTTP));
        assertEquals("any:80", chosen(Map.of("all_proxy", "http://user:password@any"), HTTPS));
        assertEquals("direct", chosen(Map.of("http_proxy", "plain:8080"), HTTPS));
        assertEquals("direct", chosen(Map.of("https_proxy", ""), HTTPS));
    }

    @Test
    void exemptsHostsAndDomains() {
        assertEquals("direct", exempting("*"));
        assertEquals("direct", exempting("example.org"));
        assertEquals("direct", exempting("localhost, .example.org"));
        assertEquals("direct", exempting("other.org,*.Example.ORG:443"));
        assertEquals("proxy:80", exempting("le.org,models.example.org.uk"));
        assertEquals("proxy:80", exempting(","));
    }

    @Test
    void propertiesComeFirst() {
        ProxySelector properties = ProxySelector.of(InetSocketAddress.createUnresolved("property", 1));
        List<Proxy> proxies =
                new EnvironmentProxies(Map.of("https_proxy", "http://variable"), properties).select(HTTPS);
        assertEquals("property:1", name(proxies));
    }

    @Test
    void refusesWhatIsNoProxyWithoutShowingItsPassword() {
        for (String value : List.of("socks5://user:secret@host:1", "http://user:secret@", "http://user:secret@a b")) {
            BadInputException error =
                    assertThrows(BadInputException.class, () -> chosen(Map.of("https_proxy", value), HTTPS));
            assertFalse(error.getMessage().contains("secret"), error.getMessage());
        }
    }

    private static String exempting(String hosts) {
        return chosen(Map.of("https_proxy", "proxy", "NO_PROXY", hosts), HTTPS);
    }

    private static String chosen(Map<String, String> environment, URI uri) {
        return name(new EnvironmentProxies(environment, NONE).select(uri));
    }

    private static String name(List<Proxy> proxies) {
        return switch (proxies.getFirst().address()) {
            case InetSocketAddress address -> address.getHostString() + ":" + address.getPort();
            case null, default -> "direct";
        };
    }
}

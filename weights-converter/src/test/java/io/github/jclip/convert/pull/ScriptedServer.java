// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/** A web server on the loopback address that answers each request by the next step of a script, then hangs up. */
final class ScriptedServer implements AutoCloseable {
    /** What a client asked for; header names in any case. */
    record Request(String line, Map<String, String> headers) {}

    @FunctionalInterface
    interface Step {
        void answer(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Queue<Step> script;
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

    ScriptedServer(Step... script) throws IOException {
        this.script = new ArrayDeque<>(List.of(script));
        Thread.ofVirtual().start(this::serve);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    private void serve() {
        while (!script.isEmpty() && !socket.isClosed()) {
            try (Socket client = socket.accept()) {
                Request request = read(client);
                requests.add(request);
                script.remove().answer(request, client.getOutputStream());
                client.shutdownOutput();
            } catch (IOException e) {
                // The client hung up, or the test is over.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Request read(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        String line = in.readLine();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header = in.readLine(); header != null && !header.isEmpty(); header = in.readLine()) {
            int colon = header.indexOf(':');
            headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        return new Request(line, headers);
    }

    /** Status and headers, one a line. */
    static void head(OutputStream out, String... lines) throws IOException {
        String head = "HTTP/1.1 " + String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A status without a body. */
    static Step status(String status, String... headers) {
        return (_, out) -> {
            List<String> lines = new ArrayList<>(List.of(status, "Content-Length: 0"));
            lines.addAll(List.of(headers));
            head(out, lines.toArray(String[]::new));
        };
    }

    /** The whole file, cut after so many bytes; ranges are ignored. */
    static Step whole(byte[] file, int sent, String... headers) {
        return (_, out) -> {
            List<String> lines = new ArrayList<>(List.of("200 OK", "Content-Length: " + file.length));
            lines.addAll(List.of(headers));
            head(out, lines.toArray(String[]::new));
            out.write(file, 0, sent);
        };
    }

    /** The range that was asked for, to the end. */
    static Step rest(byte[] file) {
        return (request, out) -> {
            int start = Integer.parseInt(request.headers().get("Range").replaceAll("bytes=(\\d+)-", "$1"));
            head(
                    out,
                    "206 Partial Content",
                    "Content-Length: " + (file.length - start),
                    "Content-Range: bytes %d-%d/%d".formatted(start, file.length - 1, file.length));
            out.write(file, start, file.length - start);
        };
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package io.taurine.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Redis's MONITOR: each command that is run, those of scripts too, from the start on. */
final class RedisMonitor implements AutoCloseable {

    private static final int QUIET_MILLIS = 10;

    private final Socket socket;
    private final BufferedReader lines;

    private RedisMonitor(Socket socket) throws IOException {
        this.socket = socket;
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.UTF_8));
        var reply = lines.readLine();
        if (!"+OK".equals(reply)) {
            throw new IOException("Redis answered MONITOR with " + reply);
        }
        socket.setSoTimeout(QUIET_MILLIS);
    }

    /** @param uri like {@code redis://host:port} */
    static RedisMonitor of(String uri) throws IOException {
        var redis = URI.create(uri);
        return new RedisMonitor(new Socket(redis.getHost(), redis.getPort()));
    }

    /** How many clients sent since the last call. */
    long calls() throws IOException {
        return lines().stream().filter(line -> !line.contains(" lua] ")).count();
    }

    /** Those since the last call, with their arguments as Redis quotes them. */
    List<String> commands() throws IOException {
        return lines().stream()
                .map(line -> line.substring(line.indexOf("] ") + 2))
                .toList();
    }

    private List<String> lines() throws IOException {
        var commands = new ArrayList<String>();
        try {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                commands.add(line);
            }
        } catch (SocketTimeoutException allRead) {
            return commands;
        }
        throw new IOException("Redis closed the connection");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

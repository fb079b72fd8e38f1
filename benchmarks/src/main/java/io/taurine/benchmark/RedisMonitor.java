package io.taurine.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Redis's MONITOR: each command that a client sends, from the start on. */
final class RedisMonitor implements AutoCloseable {
    private static final int QUIET_MILLIS = 20;

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

    /** How many came since the last call; what scripts do on their own does not count. */
    long commands() throws IOException {
        var count = 0L;
        try {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                count += line.contains(" lua] ") ? 0 : 1;
            }
        } catch (SocketTimeoutException allRead) {
            return count;
        }
        throw new IOException("Redis closed the connection");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

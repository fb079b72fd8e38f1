package io.taurine.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Redis's MONITOR: each command that is run, from the start on, those of scripts too. It slows Redis down. Not safe to share
 * between threads.
 */
public final class RedisMonitor implements AutoCloseable {

    /** All is there that was run when nothing came for so long. */
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

    /**
     * Begins to listen.
     *
     * @param uri like {@code redis://host:port}
     */
    public static RedisMonitor of(String uri) throws IOException {
        var redis = URI.create(uri);
        return new RedisMonitor(new Socket(redis.getHost(), redis.getPort()));
    }

    /** Those since the last call, with their arguments as Redis quotes them. */
    public List<String> commands() throws IOException {
        return read().stream()
                .map(line -> line.substring(line.indexOf("] ") + 2))
                .toList();
    }

    /** How many clients have sent since the last call; what scripts do on their own does not count. */
    public long calls() throws IOException {
        return read().stream().filter(line -> !line.contains(" lua] ")).count();
    }

    private List<String> read() throws IOException {
        var read = new ArrayList<String>();
        try {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                read.add(line);
            }
        } catch (SocketTimeoutException allRead) {
            return read;
        }
        throw new IOException("Redis closed the connection");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package io.taurine.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sends inline commands and returns the first line of each reply: enough to see what a server keeps. */
final class RedisClient implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader replies;

    RedisClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    RedisClient timeout(Duration timeout) throws IOException {
        socket.setSoTimeout((int) timeout.toMillis());
        return this;
    }

    String send(String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        return replies.readLine();
    }

    /** The value of a bulk reply or the last of an array of bulk replies. */
    String value(String command) throws IOException {
        var header = send(command);
        List<String> lines = new ArrayList<>();
        int count = header.startsWith("*") ? 2 * Integer.parseInt(header.substring(1)) : 1;
        for (int i = 0; i < count; i++) {
            lines.add(replies.readLine());
        }
        return lines.get(lines.size() - 1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

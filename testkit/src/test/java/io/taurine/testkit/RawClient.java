package io.taurine.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A bare socket that neither reconnects nor retries: it sees just what the network does. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader replies;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    RawClient timeout(Duration timeout) throws SocketException {
        socket.setSoTimeout((int) timeout.toMillis());
        return this;
    }

    String send(String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        return receive();
    }

    String receive() throws IOException {
        var line = replies.readLine();
        if (line == null) {
            throw new IOException("an orderly end");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

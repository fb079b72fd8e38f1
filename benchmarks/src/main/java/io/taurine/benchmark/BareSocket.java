package io.taurine.benchmark;

import io.lettuce.core.RedisURI;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A connection that the calling thread writes and reads itself, so that nobody has to be woken but Redis and the caller: the
 * shortest way there is. Commands are gathered by {@link #add}, sent at once by {@link #exchange}. For one thread.
 */
final class BareSocket implements AutoCloseable {
    private static final int SIMPLE = '+';
    private static final int ERROR = '-';
    private static final int INTEGER = ':';
    private static final int BULK = '$';
    private static final int ARRAY = '*';

    private final Socket socket;
    private final InputStream in;
    private final ByteArrayOutputStream commands = new ByteArrayOutputStream();
    private int gathered;

    BareSocket(String uri) {
        var address = RedisURI.create(uri);
        try {
            socket = new Socket(address.getHost(), address.getPort());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException("no connection to " + uri, e);
        }
    }

    BareSocket add(String... command) {
        text("*" + command.length);
        for (var word : command) {
            text("$" + word.getBytes(StandardCharsets.UTF_8).length);
            text(word);
        }
        gathered++;
        return this;
    }

    private void text(String line) {
        commands.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        commands.write('\r');
        commands.write('\n');
    }

    /**
     * Sends what was gathered and waits for all the answers.
     *
     * @throws IllegalStateException if one of them is an error
     */
    void exchange() {
        try {
            commands.writeTo(socket.getOutputStream());
            commands.reset();
            for (; gathered > 0; gathered--) {
                skipReply();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no answer from " + socket.getRemoteSocketAddress(), e);
        }
    }

    private void skipReply() throws IOException {
        var kind = in.read();
        var line = line();
        switch (kind) {
            case SIMPLE, INTEGER -> {}
            case ERROR -> throw new IllegalStateException(line);
            case BULK -> {
                var bytes = Integer.parseInt(line);
                if (bytes >= 0) {
                    in.skipNBytes(bytes + 2L);
                }
            }
            case ARRAY -> {
                for (var n = Integer.parseInt(line); n > 0; n--) {
                    skipReply();
                }
            }
            default -> throw new EOFException("the connection ended");
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            line.append((char) next);
        }
        in.skipNBytes(1);
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
